using Deploy.Kubernetes.Models;

namespace Deploy.Controller.Peers;

/// <summary>Whether a base may get a replica: the node selector, the required affinity and the taints, as the scheduler reads them. Pure.</summary>
internal static class NodeAdmission
{
    public static bool IsReady(Node node) =>
        !node.Spec.Unschedulable && node.Metadata.DeletionTimestamp is null && node.Status.Conditions.Any(c => c is { Type: "Ready", Status: "True" });

    public static bool Admits(PodSpec pod, Node node)
    {
        var labels = node.Metadata.Labels;
        var terms = pod.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution?.NodeSelectorTerms;
        return pod.NodeSelector.All(s => labels.TryGetValue(s.Key, out var value) && value == s.Value)
            && (terms is not { Count: > 0 } || terms.Any(t => t.MatchExpressions.All(e => Holds(e, labels))))
            && node.Spec.Taints.Where(t => t.Effect is "NoExecute" or "NoSchedule" && IsLasting(t)).All(t => pod.Tolerations.Any(o => Tolerates(o, t)));
    }

    // Taints of a node's momentary state come and go with its readiness, which is looked at by itself.
    private static bool IsLasting(Taint taint) => !taint.Key.StartsWith("node.kubernetes.io/", StringComparison.Ordinal);

    private static bool Tolerates(Toleration toleration, Taint taint) =>
        (string.IsNullOrEmpty(toleration.Effect) || toleration.Effect == taint.Effect)
        && (string.IsNullOrEmpty(toleration.Key) || toleration.Key == taint.Key)
        && (toleration.Operator == "Exists" || (toleration.Value ?? "") == (taint.Value ?? ""));

    private static bool Holds(NodeSelectorRequirement requirement, IReadOnlyDictionary<string, string> labels)
    {
        var there = labels.TryGetValue(requirement.Key, out var value);
        return requirement.Operator switch
        {
            "In" => there && requirement.Values.Contains(value, StringComparer.Ordinal),
            "NotIn" => !there || !requirement.Values.Contains(value, StringComparer.Ordinal),
            "Exists" => there,
            "DoesNotExist" => !there,
            _ => false,
        };
    }
}
