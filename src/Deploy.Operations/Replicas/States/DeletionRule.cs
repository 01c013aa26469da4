using Deploy.Operations.Errors;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Replicas;

/// <summary>Marked or deleted: Decommissioned, whatever else is true of the replica.</summary>
internal static class DeletionRule
{
    public static ReplicaVerdict? Judge(PodView view)
    {
        if (view.Pod.Metadata.DeletionTimestamp is { } deletion) return Deleting(view, deletion);
        if (!view.Pod.Metadata.Annotations.ContainsKey(ModuleLabels.DecommissionedAt)) return null;
        var since = view.Time(ModuleLabels.DecommissionedAt);
        var message = since is { } mark
            ? $"Decommissioned {Moments.Say(Moments.Since(mark, view.Now))} ago; it finishes its requests and gets no new ones."
            : null;
        return new(ReplicaState.Decommissioned, Cause.Of(ReplicaCodes.Decommissioned, message));
    }

    // The server writes the time at which the grace ends, not the time of the request.
    private static ReplicaVerdict Deleting(PodView view, DateTimeOffset graceEnds)
    {
        var stuckAt = Moments.Plus(graceEnds, view.Options.DeletionMargin);
        if (view.Now >= stuckAt)
            return new(ReplicaState.Decommissioned, Stuck(view, graceEnds), null, view.Pod.Metadata.Finalizers.Count > 0 ? EvidenceKinds.None : view.Missing(EvidenceKinds.Node));
        var left = graceEnds > view.Now ? $"its grace ends in {Moments.Say(graceEnds - view.Now)}" : "its grace has ended";
        return new(ReplicaState.Decommissioned, Cause.Of(ReplicaCodes.Decommissioned, $"Being deleted; {left}."), stuckAt);
    }

    private static Cause Stuck(PodView view, DateTimeOffset graceEnds)
    {
        var late = Moments.Say(Moments.Since(graceEnds, view.Now));
        var finalizers = view.Pod.Metadata.Finalizers.Where(name => !string.IsNullOrEmpty(name)).ToArray();
        var holder = finalizers.Length > 0 ? $"held by the finalizer{(finalizers.Length > 1 ? "s" : "")} {string.Join(", ", finalizers)}"
            : NodeCauses.IsLost(view.Evidence.Node) ? $"node {view.NodeName} no longer reports and cannot confirm its end"
            : view.NodeName.Length > 0 ? $"node {view.NodeName} has not confirmed its end"
            : "nothing is known to hold it";
        return Cause.Of(ReplicaCodes.DeletionStuck, $"Being deleted, {late} past its grace: {holder}.");
    }
}
