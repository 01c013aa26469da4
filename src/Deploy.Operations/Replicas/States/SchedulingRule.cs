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
        if (scheduled.Reason == "SchedulingGated")
        {
            var gates = string.Join(", ", view.Pod.Spec.SchedulingGates.Select(gate => gate?.Name).Where(name => !string.IsNullOrEmpty(name)));
            return new(ReplicaState.Starting, Cause.Of(SchedulerCodes.Gated, gates.Length == 0 ? scheduled.Message : $"The scheduler does not look at the replica as long as it has the scheduling gate {gates}."));
        }
        var cause = SchedulingCauses.Explain(view, scheduled);
        if (!SchedulingCauses.IsHeldByOthers(cause))
            return new(ReplicaState.Starting, cause, null, SchedulingCauses.NamesNoTaint(scheduled) ? view.Missing(EvidenceKinds.Capacity) : EvidenceKinds.None);
        var room = view.Evidence.Room ?? view.Evidence.Capacity?.RoomFor(view.Pod, view.Now);
        return new(ReplicaState.Starting, SchedulingCauses.Awaiting(cause, room, view.Now), null, view.Missing(EvidenceKinds.Capacity), room);
    }
}
