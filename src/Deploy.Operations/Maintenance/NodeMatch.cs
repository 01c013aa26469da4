using Deploy.Kubernetes.Models;

namespace Deploy.Operations.Maintenance;

/// <summary>Whether a replica's required node affinity and node selector admit a node. Pure.</summary>
internal static class NodeMatch
{
    public static bool Admits(PodSpec pod, Node node)
    {
        var labels = node.Metadata.Labels;
        var terms = pod.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution?.NodeSelectorTerms;
        return pod.NodeSelector.All(s => labels.TryGetValue(s.Key, out var value) && value == s.Value)
            && (terms is not { Count: > 0 } || terms.Any(t => t.MatchExpressions.All(e => Holds(e, labels))));
    }

    public static bool IsReady(Node node) =>
        !node.Spec.Unschedulable && node.Status.Conditions.Any(c => c is { Type: "Ready", Status: "True" });

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
