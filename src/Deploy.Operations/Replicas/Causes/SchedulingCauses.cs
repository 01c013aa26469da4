using System.Globalization;
using System.Text.RegularExpressions;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Errors;

namespace Deploy.Operations.Replicas;

/// <summary>Why the scheduler finds no node, read from its own count of reasons and told with what is free and what is asked.</summary>
internal static partial class SchedulingCauses
{
    // What an operator can act on first comes first: a node that would fit but is full says more than one that never fits.
    private static readonly (string Words, ErrorCode Code)[] Reasons =
    [
        ("Insufficient ", SchedulerCodes.InsufficientResources), ("Too many pods", SchedulerCodes.InsufficientResources),
        ("anti-affinity", SchedulerCodes.AntiAffinity), ("free ports", SchedulerCodes.AntiAffinity), ("topology spread", SchedulerCodes.AntiAffinity),
        ("volume", SchedulerCodes.VolumeNotBound), ("were unschedulable", SchedulerCodes.NodesUnschedulable),
        ("node.kubernetes.io/not-ready", SchedulerCodes.NodesUnschedulable), ("node.kubernetes.io/unreachable", SchedulerCodes.NodesUnschedulable),
        ("node.kubernetes.io/unschedulable", SchedulerCodes.NodesUnschedulable), ("were not ready", SchedulerCodes.NodesUnschedulable),
        ("affinity", SchedulerCodes.NoMatchingNode), ("selector", SchedulerCodes.NoMatchingNode), ("taint", SchedulerCodes.TaintNotTolerated),
    ];

    public static Cause Explain(PodView view, Condition scheduled)
    {
        var said = scheduled.Message ?? "";
        var (total, parts) = Parse(said);
        var found = parts.Select(part => (part.Count, part.Reason, Code: Classify(part.Reason))).ToArray();
        var order = Array.ConvertAll(Reasons, line => line.Code);
        var main = found.OrderBy(part => Array.IndexOf(order, part.Code) is var at and >= 0 ? at : int.MaxValue).ThenByDescending(part => part.Count).FirstOrDefault();
        if (main.Code is null || total == 0) return NoNodes(view, said);
        if (main.Code == SchedulerCodes.InsufficientResources) 
            return Insufficient(view, total, [.. found.Where(part => part.Code == main.Code)], found.Where(part => part.Code != main.Code));
        var wanted = BaseWanted(view);
        if (wanted is not null && main.Code == SchedulerCodes.NoMatchingNode)
            return Cause.Of(SchedulerCodes.NoMatchingBase, $"Waits for a base with {wanted}: none of {total} nodes is one.");
        return Cause.Of(main.Code, $"{Phrase(main.Reason, $"{main.Count} of {total} {Nodes(view, total)}")}{Others(found.Where(part => part != main))}.");
    }

    private static Cause NoNodes(PodView view, string said)
    {
        var wanted = BaseWanted(view);
        if (wanted is not null) return Cause.Of(SchedulerCodes.NoMatchingBase, $"Waits for a base with {wanted}.{(said.Length == 0 ? "" : " " + said)}");
        return Cause.Of(said.Contains("persistentvolumeclaim", StringComparison.OrdinalIgnoreCase) ? SchedulerCodes.VolumeNotBound : SchedulerCodes.Unschedulable, said);
    }

    private static Cause Insufficient(
        PodView view, int total, IReadOnlyList<(int Count, string Reason, ErrorCode Code)> parts, IEnumerable<(int Count, string Reason, ErrorCode Code)> rest)
    {
        var texts = parts.OrderByDescending(part => part.Count).Select(part => $"{part.Reason} on {part.Count} of {total} {Nodes(view, total)}{Numbers(view, part.Reason)}");
        return Cause.Of(SchedulerCodes.InsufficientResources, string.Join("; ", texts) + Others(rest) + ".", $"Add a {(view.OnBase ? "base" : "node")} or lower the request.");
    }

    // ": free 512Mi at most (node-2), asked 4Gi"
    private static string Numbers(PodView view, string reason)
    {
        var resource = reason.StartsWith("Insufficient ", StringComparison.Ordinal) ? reason["Insufficient ".Length..].Trim() : "pods";
        var asked = resource == "pods" ? 1 : PodRequests.Of(view.Pod).GetValueOrDefault(resource);
        var askedText = asked > 0 ? $"asked {Amounts.Of(resource, asked)}" : "";
        if (view.Evidence.Capacity?.MostFree(resource, view.Pod.Spec) is not { } most) return askedText.Length == 0 ? "" : ": " + askedText;
        return $": free {Amounts.Of(resource, most.Free)} at most ({most.Node}){(askedText.Length == 0 ? "" : ", " + askedText)}";
    }

    private static (int Total, IReadOnlyList<(int Count, string Reason)> Parts) Parse(string said)
    {
        if (Available().Match(said) is not { Success: true } match) return (0, []);
        var list = match.Groups["list"].Value;
        var preemption = list.IndexOf(". preemption:", StringComparison.OrdinalIgnoreCase);
        if (preemption >= 0) list = list[..preemption];
        var parts = new List<(int, string)>();
        foreach (var piece in Separator().Split(list.TrimEnd('.', ' ')))
        {
            var space = piece.IndexOf(' ', StringComparison.Ordinal);
            if (space > 0 && int.TryParse(piece.AsSpan(0, space), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                parts.Add((count, piece[(space + 1)..].Trim().TrimEnd('.')));
        }
        return (int.TryParse(match.Groups["total"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var total) ? total : 0, parts);
    }

    private static ErrorCode Classify(string reason)
    {
        foreach (var (words, code) in Reasons)
        {
            if (reason.Contains(words, StringComparison.OrdinalIgnoreCase)) return code;
        }
        return SchedulerCodes.Unschedulable;
    }

    private static string Others(IEnumerable<(int Count, string Reason, ErrorCode Code)> rest)
    {
        var text = string.Join(", ", rest.Select(part => Phrase(part.Reason, part.Count.ToString(CultureInfo.InvariantCulture))));
        return text.Length == 0 ? "" : $"; besides {text}";
    }

    // The scheduler writes "3 node(s) were unschedulable", but "3 Insufficient cpu".
    private static string Phrase(string reason, string nodes) =>
        reason.StartsWith("node(s) ", StringComparison.Ordinal) ? $"{nodes} {reason["node(s) ".Length..]}" : $"{reason} on {nodes}";

    private static string Nodes(PodView view, int total) => (view.OnBase, total) switch { (true, 1) => "base", (true, _) => "bases", (false, 1) => "node", _ => "nodes" };

    /// <summary>The base that the replica must have, as its affinity says: <c>name=x, version=2.0.0</c>; null where it names none.</summary>
    private static string? BaseWanted(PodView view)
    {
        var terms = view.Pod.Spec.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution?.NodeSelectorTerms ?? [];
        var wanted = terms.Where(term => term is not null).SelectMany(term => term.MatchExpressions)
            .Where(rule => rule is not null && rule.Key.StartsWith("base.koupleless.io/", StringComparison.Ordinal))
            .Select(rule => $"{rule.Key["base.koupleless.io/".Length..]} {string.Join(" or ", rule.Values.Where(value => value is not null))}".TrimEnd());
        var text = string.Join(", ", wanted.Concat(view.Pod.Spec.NodeSelector.Where(pair => pair.Key.StartsWith("base.koupleless.io/", StringComparison.Ordinal))
            .Select(pair => $"{pair.Key["base.koupleless.io/".Length..]} {pair.Value}")));
        return text.Length == 0 ? null : text;
    }

    [GeneratedRegex(@"^\s*\d+/(?<total>\d{1,9}) nodes are available:?\s*(?<list>.*)$", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Available();

    // A reason may hold commas itself ("had taint {..}, that the pod didn't tolerate"): a new one starts with its count.
    [GeneratedRegex(@",\s*(?=\d+ )", RegexOptions.None, 1000)]
    private static partial Regex Separator();
}
