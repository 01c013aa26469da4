using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Scheduling;

namespace Deploy.LocalCluster.Controllers.NodeLifecycle;

/// <summary>Until when a pod may stay on a node with NoExecute taints. Pure.</summary>
internal static class EvictionDeadline
{
    /// <summary>Null: for ever. In the past: it goes now.</summary>
    public static DateTimeOffset? Of(Pod pod, Node node)
    {
        DateTimeOffset? deadline = null;
        foreach (var taint in node.Spec.Taints.Where(taint => taint.Effect == "NoExecute"))
        {
            var tolerations = pod.Spec.Tolerations.Where(toleration => toleration.Tolerates(taint)).ToList();
            if (tolerations.Count == 0)
                return DateTimeOffset.MinValue;
            // The shortest tolerance counts; one without a time is for ever.
            if (tolerations.Where(toleration => toleration.TolerationSeconds is not null).Min(toleration => toleration.TolerationSeconds) is not { } seconds)
                continue;
            var until = (taint.TimeAdded ?? node.Metadata.CreationTimestamp ?? DateTimeOffset.MinValue).AddSeconds(Math.Max(0, seconds));
            deadline = deadline is null || until < deadline ? until : deadline;
        }

        return deadline;
    }
}
