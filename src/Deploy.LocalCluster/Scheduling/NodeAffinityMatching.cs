using System.Collections.ObjectModel;
using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Scheduling;

/// <summary>Whether a node is one that a pod asks for.</summary>
internal static class NodeAffinityMatching
{
    /// <summary>The pod's nodeSelector and its required node affinity.</summary>
    public static bool Matches(PodSpec spec, Node node)
    {
        if (!Selectors.Contains(node.Metadata.Labels, spec.NodeSelector))
            return false;
        var required = spec.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution;
        return required is null || required.NodeSelectorTerms.Any(term => Matches(term, node));
    }

    /// <summary>The sum of the weights of the preferences that the node meets.</summary>
    public static int Preference(PodSpec spec, Node node)
    {
        var sum = 0;
        foreach (var preference in spec.Affinity?.NodeAffinity?.PreferredDuringSchedulingIgnoredDuringExecution ?? [])
        {
            if (preference.Preference is { } term && (IsEmpty(term) || Matches(term, node)))
                sum += preference.Weight;
        }

        return sum;
    }

    // A term that says nothing matches nothing.
    private static bool Matches(NodeSelectorTerm term, Node node) =>
        !IsEmpty(term)
        && term.MatchExpressions.All(wanted => Selectors.Matches(wanted.Operator, wanted.Key, wanted.Values, node.Metadata.Labels))
        && (term.MatchFields.Count == 0 || MatchesFields(term, node));

    private static bool MatchesFields(NodeSelectorTerm term, Node node)
    {
        var fields = new ReadOnlyDictionary<string, string>(new Dictionary<string, string>(StringComparer.Ordinal) { ["metadata.name"] = node.Metadata.Name });
        return term.MatchFields.All(wanted => Selectors.Matches(wanted.Operator, wanted.Key, wanted.Values, fields));
    }

    private static bool IsEmpty(NodeSelectorTerm term) => term.MatchExpressions.Count == 0 && term.MatchFields.Count == 0;
}
