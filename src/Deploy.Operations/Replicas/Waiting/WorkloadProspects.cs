using Deploy.Operations.Errors;

namespace Deploy.Operations.Replicas.Waiting;

/// <summary>What a workload's conditions and events say against success.</summary>
internal static class WorkloadProspects
{
    /// <summary>Replicas that cannot even be created: quota, limits, admission. Null when nothing says so.</summary>
    public static Prospect? CreationFailure(WorkloadFacts workload, WaitOptions options, DateTimeOffset now)
    {
        var failure = Conditions.Find(workload.Conditions, "ReplicaFailure");
        if (failure is { Status: "True" }) return Prospect.After(failure.LastTransitionTime, options.CreateFailureGrace, now, Refused(failure.Message));
        var newest = EventLog.NewestFirst(workload.Events.Where(entry => entry?.Reason is "FailedCreate" or "SuccessfulCreate")).FirstOrDefault();
        if (newest is not { Reason: "FailedCreate" }) return null;
        return Prospect.After(newest.FirstTimestamp ?? EventLog.Time(newest), options.CreateFailureGrace, now, Refused(newest.Message));
    }

    public static Cause? DeadlineExceeded(WorkloadFacts workload) =>
        Conditions.Find(workload.Conditions, "Progressing") is { Status: "False", Reason: "ProgressDeadlineExceeded" } progressing
            ? Cause.Of(ReleaseCodes.ProgressDeadlineExceeded, progressing.Message) : null;

    private static Cause Refused(string? message)
    {
        var quota = message?.Contains("exceeded quota", StringComparison.OrdinalIgnoreCase) == true
            || message?.Contains("failed quota", StringComparison.OrdinalIgnoreCase) == true;
        return Cause.Of(quota ? KubeApiServerCodes.QuotaExceeded : KubeApiServerCodes.PodRefused, $"Replicas cannot be created: {message ?? "no reason given"}");
    }
}
