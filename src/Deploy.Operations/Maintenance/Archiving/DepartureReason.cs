using Deploy.Kubernetes.Models;
using Deploy.Operations.Maintenance.Recycling;

namespace Deploy.Operations.Maintenance.Archiving;

/// <summary>Why a replica went, as far as its last state tells. Pure.</summary>
internal static class DepartureReason
{
    public static string Of(Pod pod)
    {
        if (RecycleNote.Read(pod.Metadata.Annotations) is { Reason.Length: > 0 } note)
            return note.Reason;
        var disrupted = pod.Status.Conditions.FirstOrDefault(c => c is { Type: "DisruptionTarget", Status: "True" });
        return (pod.Status.Reason, disrupted?.Reason) switch
        {
            ("Evicted", _) => "evicted",
            ("NodeLost", _) or (_, "DeletionByTaintManager") => "node lost",
            ("Preempted", _) or (_, "PreemptionByScheduler") => "preempted",
            (_, "EvictionByEvictionAPI") => "evicted",
            (_, { Length: > 0 } reason) => reason,
            _ => "deleted",
        };
    }
}
