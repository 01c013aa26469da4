using Deploy.Operations.Errors;

namespace Deploy.Operations.Replicas;

/// <summary>No node yet: Starting, with what the scheduler says.</summary>
internal static class SchedulingRule
{
    public static ReplicaVerdict? Judge(PodView view)
    {
        if (view.NodeName.Length > 0 || view.Apps.Any(app => app.Running is not null || app.Waiting is not null || app.Terminated is not null))
            return null;
        var scheduled = view.Condition("PodScheduled");
        if (scheduled?.Status == "True") return null;
        if (scheduled?.Status != "False")
            return new(ReplicaState.Starting, Cause.Of(SchedulerCodes.Waiting));
        var cause = SchedulingCauses.Explain(view, scheduled);
        var wants = cause.Code == SchedulerCodes.InsufficientResources.Code ? view.Missing(EvidenceKinds.Capacity) : EvidenceKinds.None;
        return new(ReplicaState.Starting, cause, null, wants);
    }
}
