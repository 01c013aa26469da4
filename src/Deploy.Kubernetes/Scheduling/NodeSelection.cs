using System.Collections.ObjectModel;
using Deploy.Kubernetes.Models;

namespace Deploy.Kubernetes.Scheduling;

/// <summary>
/// Which nodes a pod may be on, whatever else runs there: its selector and required affinity, and the nodes' taints, as kube-scheduler
/// reads them. The scheduler of the local cluster, the room that a release waits for and the counts of peers all ask here. Pure.
/// </summary>
public static class NodeSelection
{
    private static readonly Taint s_unschedulable = new() { Key = "node.kubernetes.io/unschedulable", Effect = "NoSchedule" };

    /// <summary>Whether the node is one that the pod's nodeSelector and required node affinity ask for.</summary>
    public static bool Selects(this PodSpec spec, Node node)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(node);
        if (!spec.NodeSelector.All(pair => node.Metadata.Labels.TryGetValue(pair.Key, out var value) && value == pair.Value))
            return false;
        var required = spec.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution;
        return required is null || required.NodeSelectorTerms.Any(term => Matches(term, node));
    }

    /// <summary>The sum of the weights of the preferences that the node meets.</summary>
    public static int Preference(this PodSpec spec, Node node)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var sum = 0;
        foreach (var preference in spec.Affinity?.NodeAffinity?.PreferredDuringSchedulingIgnoredDuringExecution ?? [])
        {
            if (preference.Preference is { } term && (IsEmpty(term) || Matches(term, node)))
                sum += preference.Weight;
        }

        return sum;
    }

    /// <summary>Why the node takes no such pod, whatever else runs on it, in the scheduler's words; null when it may.</summary>
    public static string? Refusal(this PodSpec spec, Node node)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(node);
        if (node.Spec.Unschedulable && !spec.Tolerations.Any(toleration => toleration.Tolerates(s_unschedulable)))
            return "node(s) were unschedulable";
        if (FirstUntolerated(node.Spec.Taints, spec.Tolerations, "NoSchedule", "NoExecute") is { } taint)
            return $"node(s) had taint {{{taint.Key}: {taint.Value}}}, that the pod didn't tolerate";
        return spec.Selects(node) ? null : "node(s) didn't match Pod's node affinity";
    }

    /// <summary>Whether a toleration bears a taint.</summary>
    public static bool Tolerates(this Toleration toleration, Taint taint)
    {
        ArgumentNullException.ThrowIfNull(toleration);
        ArgumentNullException.ThrowIfNull(taint);
        if (!string.IsNullOrEmpty(toleration.Effect) && toleration.Effect != taint.Effect)
            return false;
        if (!string.IsNullOrEmpty(toleration.Key) && toleration.Key != taint.Key)
            return false;
        // No key with Exists means every taint.
        return toleration.Operator == "Exists" || (!string.IsNullOrEmpty(toleration.Key) && (toleration.Value ?? "") == (taint.Value ?? ""));
    }

    /// <summary>The first taint of these effects that nothing tolerates; null when there is none.</summary>
    public static Taint? FirstUntolerated(IReadOnlyList<Taint> taints, IReadOnlyList<Toleration> tolerations, params ReadOnlySpan<string> effects)
    {
        ArgumentNullException.ThrowIfNull(taints);
        foreach (var taint in taints)
        {
            if (effects.Contains(taint.Effect) && !tolerations.Any(toleration => toleration.Tolerates(taint)))
                return taint;
        }

        return null;
    }

    // A term that says nothing matches nothing.
    private static bool Matches(NodeSelectorTerm term, Node node) =>
        !IsEmpty(term)
        && term.MatchExpressions.All(wanted => Holds(wanted, node.Metadata.Labels))
        && (term.MatchFields.Count == 0 || MatchesFields(term, node));

    private static bool MatchesFields(NodeSelectorTerm term, Node node)
    {
        var fields = new ReadOnlyDictionary<string, string>(new Dictionary<string, string>(StringComparer.Ordinal) { ["metadata.name"] = node.Metadata.Name });
        return term.MatchFields.All(wanted => Holds(wanted, fields));
    }

    private static bool IsEmpty(NodeSelectorTerm term) => term.MatchExpressions.Count == 0 && term.MatchFields.Count == 0;

    private static bool Holds(NodeSelectorRequirement wanted, IReadOnlyDictionary<string, string> labels)
    {
        var found = labels.TryGetValue(wanted.Key, out var value);
        return wanted.Operator switch
        {
            "In" => found && wanted.Values.Contains(value!, StringComparer.Ordinal),
            "NotIn" => !found || !wanted.Values.Contains(value!, StringComparer.Ordinal),
            "Exists" => found,
            "DoesNotExist" => !found,
            "Gt" => found && Compare(value!, wanted.Values) > 0,
            "Lt" => found && Compare(value!, wanted.Values) < 0,
            _ => false,
        };
    }

    // Not comparable is neither greater nor less.
    private static int Compare(string value, IReadOnlyList<string> values) =>
        values is [var bound] && long.TryParse(value, out var left) && long.TryParse(bound, out var right) ? left.CompareTo(right) : 0;
}
