using Deploy.Operations.Maintenance.Archiving;

namespace Deploy.Operations.Maintenance.Recycling;

/// <summary>
/// Replaces replicas past their age, or silent for too long, without a gap: the replacement answers before the old one
/// leaves traffic, and the old one finishes its requests before it goes. A run makes one move per replica; the marks on
/// the replicas carry the rest over to the next.
/// </summary>
public sealed class RecycleReplicas(MaintenanceContext context) : IMaintenanceTask
{
    /// <summary>Name of the task.</summary>
    public const string TaskName = "RecycleReplicas";

    public string Name => TaskName;

    public string Description => "Replaces replicas past their maximum age or unresponsive beyond a limit, without downtime.";

    public async Task<MaintenancePlan> PlanAsync(DateTimeOffset now, CancellationToken ct = default)
    {
        var pass = new RecyclePass(context, now);
        var moves = await pass.PlanAsync(context.Options.Namespace, null, ct);
        return new(Name, pass.Examined, [.. moves.Select(m => m.Move.Action)]);
    }

    public Task<MaintenanceReport> RunAsync(DateTimeOffset now, CancellationToken ct = default)
    {
        var sweep = new MaintenanceSweep(Name, context);
        return sweep.RunAsync(async token =>
        {
            var pass = new RecyclePass(context, now);
            var moves = await pass.PlanAsync(context.Options.Namespace, null, token);
            sweep.Record.Examine(pass.Examined);
            pass.Notes.ForEach(sweep.Record.Warn);
            var steps = new RecycleSteps(context, pass.Groups, new ReplicaArchiver(context), now);
            await sweep.EachAsync(moves, (m, t) => sweep.StepAsync(m.Move.Action, c => steps.RunAsync(m.Move, m.Group, c), t), token);
        }, ct);
    }
}
