using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Errors;
using Deploy.Operations.Health;
using Deploy.Operations.Maintenance.Archiving;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Maintenance.Recycling;

/// <summary>
/// Restarts or removes single replicas by the very moves of recycling, and waits until they are gone. Broken off, it is
/// finished by the next recycling.
/// </summary>
public sealed class ReplicaRenewal(MaintenanceContext context)
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>What restarting or removing these replicas would begin with. Changes nothing.</summary>
    public async Task<MaintenancePlan> PlanAsync(string ns, IReadOnlyCollection<string> names, RenewalKind kind, CancellationToken ct = default)
    {
        if (kind == RenewalKind.Delete)
            return new(kind.ToString(), names.Count, [.. (await FindAsync(ns, names, kind, ct)).Select(Deletion)]);
        var pass = new RecyclePass(context, context.Time.GetUtcNow());
        var moves = await pass.PlanAsync(ns, await WishesAsync(ns, names, kind, ct), ct);
        return new(kind.ToString(), pass.Examined, [.. moves.Where(m => names.Contains(m.Move.Replica.Name)).Select(m => m.Move.Action)]);
    }

    /// <summary>Restarts or removes replicas and returns when they are gone.</summary>
    /// <param name="ns">Their namespace.</param>
    /// <param name="names">Pod names.</param>
    /// <param name="kind">Restart: the replacement answers first where it can. Remove: it goes at once, with its grace.</param>
    /// <param name="timeout">How long to wait; what is begun then is finished by the next recycling.</param>
    /// <param name="progress">Told of each move.</param>
    /// <exception cref="DeployException"><c>Replica.NotFound</c>: no such replica. <c>Base.HasModules</c>: it is a base that modules are installed on. <c>Deploy.TimedOut</c>: begun, not finished in time.</exception>
    public async Task<IReadOnlyList<MaintenanceStep>> RunAsync(
        string ns, IReadOnlyCollection<string> names, RenewalKind kind, TimeSpan timeout, IProgress<MaintenanceStep>? progress = null, CancellationToken ct = default)
    {
        if (kind == RenewalKind.Delete)
            return await DeleteAsync(ns, names, progress, ct);
        var wishes = await WishesAsync(ns, names, kind, ct);
        var until = context.Time.GetUtcNow() + timeout;
        var last = new Dictionary<string, MaintenanceStep>(StringComparer.Ordinal);
        while (true)
        {
            var now = context.Time.GetUtcNow();
            var left = await PassAsync(ns, wishes, now, last, progress, ct);
            if (left == 0)
                return [.. last.Values];
            if (now >= until)
                throw new DeployException(DeployCodes.TimedOut, $"{left} of {wishes.Count} replicas are not gone yet: {string.Join("; ", last.Values.Select(s => s.Message).Distinct())}",
                    ns, "Recycling finishes what was begun (Invoke-ModuleMaintenance -Name RecycleReplicas); Get-ReplicaStatus shows it.");
            await Task.Delay(Poll, context.Time, ct);
        }
    }

    private async Task<int> PassAsync(
        string ns, Dictionary<string, RecycleWish> wishes, DateTimeOffset now, Dictionary<string, MaintenanceStep> last,
        IProgress<MaintenanceStep>? progress, CancellationToken ct)
    {
        var pass = new RecyclePass(context, now);
        var steps = new RecycleSteps(context, pass.Groups, new ReplicaArchiver(context), now);
        var left = 0;
        foreach (var (move, group) in await pass.PlanAsync(ns, wishes, ct))
        {
            if (!wishes.ContainsKey(move.Replica.Uid))
                continue;
            left++;
            // Deleted and finishing: what was done last stays the news of it.
            if (move.Replica.IsDeleting)
                continue;
            var result = await steps.RunAsync(move, group, ct);
            var step = new MaintenanceStep { Target = move.Action.Target, Action = move.Action.Action, Outcome = result.Outcome, Message = result.Message };
            if (last.GetValueOrDefault(move.Replica.Uid) != step)
                progress?.Report(step);
            last[move.Replica.Uid] = step;
        }
        return left;
    }

    private async Task<Dictionary<string, RecycleWish>> WishesAsync(string ns, IReadOnlyCollection<string> names, RenewalKind kind, CancellationToken ct)
    {
        var wishes = new Dictionary<string, RecycleWish>(StringComparer.Ordinal);
        foreach (var pod in await FindAsync(ns, names, kind, ct))
            wishes[pod.Metadata.Uid] = kind == RenewalKind.Restart ? new("restarted", Surge: true) : new("removed", Surge: false);
        return wishes;
    }

    // All are looked up before the first is touched: a misspelt name leaves nothing half done.
    private async Task<IReadOnlyList<Pod>> FindAsync(string ns, IReadOnlyCollection<string> names, RenewalKind kind, CancellationToken ct)
    {
        var pods = new List<Pod>();
        foreach (var name in names)
        {
            pods.Add(await context.Cluster.FindAsync(Resources.Pods, ns, name, ct)
                ?? throw new DeployException(ReplicaCodes.NotFound, $"There is no replica {ns}/{name}.", $"{ns}/{name}"));
        }
        if (kind != RenewalKind.Restart && await new BaseTenants(context.Cluster).ReadAsync(ns, pod => names.Contains(pod.Metadata.Name), ct) is { Count: > 0 } modules)
            throw new DeployException(BaseCodes.HasModules, $"{string.Join(", ", names)} cannot go: {BaseTenants.Describe(modules)}.", ns, "Take the modules offline first (Unpublish-Module).");
        return pods;
    }

    private async Task<IReadOnlyList<MaintenanceStep>> DeleteAsync(string ns, IReadOnlyCollection<string> names, IProgress<MaintenanceStep>? progress, CancellationToken ct)
    {
        var steps = new List<MaintenanceStep>();
        foreach (var pod in await FindAsync(ns, names, RenewalKind.Delete, ct))
        {
            await context.Cluster.DeleteAsync(Resources.Pods, ns, pod.Metadata.Name, new DeleteOptions { Uid = pod.Metadata.Uid }, ct);
            var held = pod.Metadata.Finalizers.Contains(ModuleLabels.ArchiveFinalizer, StringComparer.Ordinal);
            var action = Deletion(pod);
            steps.Add(new()
            {
                Target = action.Target, Action = action.Action, Outcome = StepOutcome.Begun,
                Message = held ? "It ends, and goes when the archiver has its diagnostic." : "It ends, and goes unarchived: the archiver has not seen it yet.",
            });
            progress?.Report(steps[^1]);
        }
        return steps;
    }

    private static MaintenanceAction Deletion(Pod pod) =>
        new($"Replica {pod.Metadata.Namespace}/{pod.Metadata.Name}", "delete at once", "an operator asked for it");
}
