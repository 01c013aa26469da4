using Deploy.Operations.Packages;
using Deploy.Storage.Packages;

namespace Deploy.Operations.Maintenance;

/// <summary>Deletes stored packages beyond the newest of each module, never one that something needs.</summary>
public sealed class PrunePackages(MaintenanceContext context) : IMaintenanceTask
{
    /// <summary>Name of the task.</summary>
    public const string TaskName = "PrunePackages";

    public string Name => TaskName;

    public string Description => "Deletes packages beyond the last ones of each module that nothing needs.";

    public async Task<MaintenancePlan> PlanAsync(DateTimeOffset now, CancellationToken ct = default)
    {
        var (examined, packages) = await FindAsync(ct);
        return new(Name, examined, [.. packages.Select(Action)]);
    }

    public Task<MaintenanceReport> RunAsync(DateTimeOffset now, CancellationToken ct = default)
    {
        var sweep = new MaintenanceSweep(Name, context);
        return sweep.RunAsync(async token =>
        {
            // The Lease of a cluster keeps the runs for that cluster apart; the store may be that of many.
            await using var held = await context.DemandStore().TryTakeLeaseAsync($"{Name}-{context.Options.Environment}", token);
            if (held is null)
            {
                sweep.Record.Warn("Another cluster's run prunes the same store at this moment.");
                return;
            }
            using var either = CancellationTokenSource.CreateLinkedTokenSource(token, held.Lost);
            await PruneAsync(sweep, either.Token);
        }, ct);
    }

    private async Task PruneAsync(MaintenanceSweep sweep, CancellationToken ct)
    {
        var (examined, packages) = await FindAsync(ct);
        sweep.Record.Examine(examined);
        await sweep.EachAsync(packages, (p, t) => sweep.StepAsync(Action(p), async c =>
        {
            await context.DemandStore().Packages.DeleteAsync(p, c);
            return StepResult.Done;
        }, t), ct);
    }

    private async Task<(int Examined, IReadOnlyList<StoredPackage> Packages)> FindAsync(CancellationToken ct)
    {
        var store = context.DemandStore().Packages;
        var stored = new List<StoredPackage>();
        // Clusters that nobody told us of may share the store; only what was uploaded for this environment is this run's to judge.
        await foreach (var package in store.ListAsync(ct: ct))
        {
            if (package.Environment == context.Options.Environment)
                stored.Add(package);
        }
        if (PackageRetention.Superfluous(stored, new HashSet<PackageAddress>(), context.Options.PackagesKept).Count == 0)
            return (stored.Count, []);
        var needed = new HashSet<PackageAddress>();
        // A cluster that does not answer ends the run: what it needs cannot be known.
        foreach (var cluster in context.Neighbours.Prepend(context.Cluster))
            needed.UnionWith((await PackageReferences.ReadAsync(cluster, store, ct)).ByPackage.Keys);
        return (stored.Count, PackageRetention.Superfluous(stored, needed, context.Options.PackagesKept));
    }

    private MaintenanceAction Action(StoredPackage package) => new($"Package {package.Address}", "delete",
        $"uploaded {package.UploadedOn:u}; {context.Options.PackagesKept} newer ones are kept and nothing needs it");
}
