using Deploy.Kubernetes;
using Deploy.Operations.Errors;
using Deploy.Operations.Maintenance.Archiving;

namespace Deploy.Operations.Maintenance.Deletions;

/// <summary>Ends stuck deletions by the policy that the operator set.</summary>
internal sealed class StuckRepairs(MaintenanceContext context, SweepRecord record, DateTimeOffset now)
{
    private readonly ReplicaArchiver archiver = new(context);

    /// <returns>What was done; null when the policy does not allow it or nothing of ours would help.</returns>
    public async Task<string?> RepairAsync(StuckObject stuck, StuckExplanation why, CancellationToken ct)
    {
        if (stuck.Pod is null || why.Repair == StuckRepair.None || !context.Options.Stuck.Repair.HasFlag(why.Repair))
            return null;
        return why.Repair == StuckRepair.OwnFinalizer ? await LetGoAsync(stuck, ct) : await ForceAsync(stuck, ct);
    }

    private async Task<string?> LetGoAsync(StuckObject stuck, CancellationToken ct)
    {
        // While the archiver lives it is its work, and it has its own limit.
        if (!await ArchiverHeartbeat.IsDeadAsync(context, now, ct))
            return null;
        var pod = stuck.Pod!;
        var archived = await TryArchiveAsync(stuck, ct);
        // A store that is away for a while loses nothing: so long as the archiver would hold it, it is held.
        if (!archived && !ArchiveMoment.IsOverdue(pod, context.Options.Archive, now))
            return null;
        await archiver.ReleaseAsync(pod, ct);
        return archived ? "archived and let go, since the archiver does not run" : "let go unarchived, since the archiver does not run";
    }

    private async Task<bool> TryArchiveAsync(StuckObject stuck, CancellationToken ct)
    {
        try
        {
            await archiver.ArchiveAsync(stuck.Pod!, DepartureReason.Of(stuck.Pod!), now, ct);
            return context.Store is not null;
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            record.Warn($"{stuck.Target} could not be archived: {FailureTranslation.Translate(e, stuck.Target).Message}");
            return false;
        }
    }

    private async Task<string> ForceAsync(StuckObject stuck, CancellationToken ct)
    {
        try
        {
            await context.Cluster.DeleteAsync(Resources.Pods, stuck.Namespace, stuck.Name, new DeleteOptions { Uid = stuck.Uid, GracePeriodSeconds = 0 }, ct);
        }
        catch (KubernetesException e) when (e.IsNotFound || e.IsConflict)
        {
            return "gone meanwhile";
        }
        return $"its deletion was forced, since node {stuck.Node} does not report";
    }
}
