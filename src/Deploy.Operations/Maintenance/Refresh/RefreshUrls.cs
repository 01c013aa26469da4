using Deploy.Operations.Modules;
using Deploy.Storage.Packages;

namespace Deploy.Operations.Maintenance.Refresh;

/// <summary>Renews signed package URLs before they expire, so that a scale-out or a rollback never meets a 403.</summary>
public sealed class RefreshUrls(MaintenanceContext context) : IMaintenanceTask
{
    /// <summary>Name of the task.</summary>
    public const string TaskName = "RefreshUrls";

    public string Name => TaskName;

    public string Description => "Renews package URLs that expire soon, in every revision, without restarting a replica.";

    public async Task<MaintenancePlan> PlanAsync(DateTimeOffset now, CancellationToken ct = default)
    {
        var (found, due, _) = await FindAsync(now, ct);
        var shut = await new ShutOutReplicas(context, Packages).FindAsync(context.Options.Namespace, null, ct);
        return new(Name, found.Examined, [.. due.Select(d => d.Action), .. shut.Select(ShutOutReplicas.Action)]);
    }

    public Task<MaintenanceReport> RunAsync(DateTimeOffset now, CancellationToken ct = default)
    {
        var sweep = new MaintenanceSweep(Name, context);
        return sweep.RunAsync(async token =>
        {
            var (found, due, times) = await FindAsync(now, token);
            sweep.Record.Examine(found.Examined);
            foreach (var warning in found.Foreign.Lines)
                sweep.Record.Warn(warning);
            await sweep.EachAsync(due, (d, t) => sweep.StepAsync(d.Action, c => RefreshAsync(d, times, now, c), t), token);
            var replicas = new ShutOutReplicas(context, Packages);
            var shut = await replicas.FindAsync(context.Options.Namespace, null, token);
            await sweep.EachAsync(shut, (pod, t) => sweep.StepAsync(ShutOutReplicas.Action(pod), c => replicas.RenewAsync(pod, times, c), t), token);
        }, ct);
    }

    /// <summary>Renews the URLs of one workload now, however long they live still.</summary>
    /// <param name="kind">Deployment, DaemonSet or StatefulSet.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="now">The moment.</param>
    /// <returns>What happened, one sentence.</returns>
    public async Task<MaintenanceStep> RefreshAsync(ModuleKind kind, string ns, string name, DateTimeOffset now, CancellationToken ct = default)
    {
        var times = Times(now) with { DueBefore = DateTimeOffset.MaxValue };
        var due = new DueWorkload(kind, ns, name, now, null);
        var result = await RefreshAsync(due, times, now, ct);
        if (await context.Cluster.FindAsync(WorkloadResources.Of(kind), ns, name, ct) is { } json)
            result = result with { Message = result.Message + await LetInAsync(ns, new Workload(kind, json).Module.Name, times, ct) };
        return new() { Target = due.Action.Target, Action = due.Action.Action, Outcome = result.Outcome, Message = result.Message };
    }

    private async Task<string> LetInAsync(string ns, string module, RefreshTimes times, CancellationToken ct)
    {
        var replicas = new ShutOutReplicas(context, Packages);
        var shut = await replicas.FindAsync(ns, module, ct);
        foreach (var pod in shut)
            await replicas.RenewAsync(pod, times, ct);
        return shut.Count == 0 ? "" : $" {shut.Count} replicas that could not start got a fresh URL too.";
    }

    private PackageStore Packages => context.DemandStore().Packages;

    private RefreshTimes Times(DateTimeOffset now) => RefreshTimes.At(now, context.Time.GetUtcNow(), context.Options.Refresh, Packages.MaximumUrlLifetime);

    private async Task<(DueWorkloads Found, IReadOnlyList<DueWorkload> Due, RefreshTimes Times)> FindAsync(DateTimeOffset now, CancellationToken ct)
    {
        var times = Times(now);
        var found = new DueWorkloads(context, Packages);
        return (found, await found.FindAsync(now, times.DueBefore, ct), times);
    }

    private Task<StepResult> RefreshAsync(DueWorkload due, RefreshTimes times, DateTimeOffset now, CancellationToken ct)
    {
        // A release drives the same fields; it is left alone unless the URL would not outlive it.
        if (due.Held is { } holder && due.ExpiresOn - now > context.Options.Refresh.Urgent)
            return Task.FromResult(StepResult.Postponed($"It is being released by {holder}."));
        return due.Kind == ModuleKind.Deployment
            ? new DeploymentRefresh(context, Packages).RunAsync(due.Namespace, due.Name, times, ct)
            : new OnDeleteRefresh(context, Packages).RunAsync(due.Kind, due.Namespace, due.Name, times, ct);
    }
}
