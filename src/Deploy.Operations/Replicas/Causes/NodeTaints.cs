using System.Globalization;
using System.Text.RegularExpressions;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Errors;

namespace Deploy.Operations.Replicas;

/// <summary>
/// Taints that keep a replica from nodes. Some are the cluster's own words for what is wrong with a node, which no toleration in the module
/// mends. Since Kubernetes 1.34 the scheduler does not name them, so they are read from the nodes.
/// </summary>
internal static partial class NodeTaints
{
    // Key, what is wrong with the node, and what to do. https://kubernetes.io/docs/reference/labels-annotations-taints/
    private static readonly Dictionary<string, (string Words, string Advice)> Conditions = new(StringComparer.Ordinal)
    {
        ["node.kubernetes.io/not-ready"] = ("not ready", "Bring the node up: kubectl describe node says what it lacks."),
        ["node.kubernetes.io/unreachable"] = ("unreachable", "Bring the node back, or remove it from the cluster."),
        ["node.kubernetes.io/unschedulable"] = ("cordoned", "Uncordon the node (kubectl uncordon), or add one."),
        ["node.kubernetes.io/disk-pressure"] = ("short of disk space", "Free disk space on the node: images, logs and files that nobody needs."),
        ["node.kubernetes.io/memory-pressure"] = ("short of memory", "Free memory on the node, or add one."),
        ["node.kubernetes.io/pid-pressure"] = ("short of process ids", "End processes on the node, or add one."),
        ["node.kubernetes.io/network-unavailable"] = ("without a network", "Look at the node's network plugin."),
        ["node.kubernetes.io/out-of-service"] = ("taken out of service", "Bring the node back and take its out-of-service taint off, or add one."),
        ["node.cloudprovider.kubernetes.io/uninitialized"] = ("not initialized by its cloud", "Look at the cloud controller manager; it initializes new nodes."),
        ["node.cloudprovider.kubernetes.io/shutdown"] = ("shut down by its cloud", "Start the machine, or add a node."),
    };

    /// <summary>Whether the scheduler says only that there are taints.</summary>
    public static bool IsUnnamed(string reason) => reason.StartsWith("node(s) had untolerated taint", StringComparison.Ordinal) && !reason.Contains('{', StringComparison.Ordinal);

    /// <summary>A reason as the scheduler wrote it; where it names a taint for what is wrong with a node, that is said instead.</summary>
    public static (int Count, string Reason, ErrorCode? Code, string? Advice) Named(int count, string reason) =>
        Braced().Match(reason) is { Success: true } taint && Conditions.TryGetValue(taint.Groups["key"].Value, out var known)
            ? (count, $"node(s) {Are(count)} {known.Words}", SchedulerCodes.NodesUnschedulable, known.Advice)
            : (count, reason, null, null);

    /// <summary>What the nodes' own taints say, one line for each; without the nodes, only that there are some.</summary>
    public static IEnumerable<(int Count, string Reason, ErrorCode? Code, string? Advice)> Of(PodView view, int count)
    {
        var kept = view.Evidence.Capacity?.KeptAway(view.Pod.Spec) ?? [];
        if (kept.Count == 0)
            return [(count, "node(s) had taints that the replica does not tolerate", SchedulerCodes.TaintNotTolerated, "Read the taints (kubectl describe nodes): what is wrong with a node is mended there; for others add the toleration to the module.")];
        return kept.GroupBy(pair => Conditions.ContainsKey(pair.Taint.Key) ? pair.Taint.Key : $"{pair.Taint.Key}={pair.Taint.Value}", StringComparer.Ordinal).Select(group => Line(group.Key, [.. group]));
    }

    private static (int Count, string Reason, ErrorCode? Code, string? Advice) Line(string name, IReadOnlyList<(Node Node, Taint Taint)> kept)
    {
        const int Shown = 3;
        var nodes = string.Join(", ", kept.Take(Shown).Select(pair => pair.Node.Metadata.Name)) + (kept.Count > Shown ? string.Create(CultureInfo.InvariantCulture, $" and {kept.Count - Shown} more") : "");
        return Conditions.TryGetValue(name, out var known)
            ? (kept.Count, $"node(s) {Are(kept.Count)} {known.Words} ({nodes})", SchedulerCodes.NodesUnschedulable, known.Advice)
            : (kept.Count, $"node(s) {(kept.Count == 1 ? "has" : "have")} the taint {name.TrimEnd('=')} ({nodes})", SchedulerCodes.TaintNotTolerated, null);
    }

    private static string Are(int count) => count == 1 ? "is" : "are";

    [GeneratedRegex(@"taint\(?s?\)? ?\{(?<key>[^:}]+):", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Braced();
}
