using System.Globalization;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Scheduling;
using Deploy.Operations.Errors;

namespace Deploy.Operations.Replicas;

/// <summary>Why the scheduler finds no node, read from its own count of reasons and told with what is free and what is asked.</summary>
internal static class SchedulingCauses
{
    private const string Available = " nodes are available";

    // What an operator can act on first comes first: a node that would fit but is full says more than one that never fits.
    private static readonly (string Words, ErrorCode Code)[] Reasons =
    [
        ("Insufficient ", SchedulerCodes.InsufficientResources), ("Too many pods", SchedulerCodes.InsufficientResources),
        ("anti-affinity", SchedulerCodes.AntiAffinity), ("free ports", SchedulerCodes.AntiAffinity), ("topology spread", SchedulerCodes.AntiAffinity),
        ("volume", SchedulerCodes.VolumeNotBound), ("were unschedulable", SchedulerCodes.NodesUnschedulable),
        ("were not ready", SchedulerCodes.NodesUnschedulable),
        ("affinity", SchedulerCodes.NoMatchingNode), ("selector", SchedulerCodes.NoMatchingNode), ("taint", SchedulerCodes.TaintNotTolerated),
    ];

    public static Cause Explain(PodView view, Condition scheduled)
    {
        var said = scheduled.Message ?? "";
        var (total, parts) = Parse(said);
        var found = parts.SelectMany(part => NodeTaints.IsUnnamed(part.Reason) ? NodeTaints.Of(view, part.Count) : [NodeTaints.Named(part.Count, part.Reason)])
            .Select(part => (part.Count, part.Reason, Code: part.Code ?? Classify(part.Reason), part.Advice)).ToArray();
        var order = Array.ConvertAll(Reasons, line => line.Code);
        var main = found.OrderBy(part => Array.IndexOf(order, part.Code) is var at and >= 0 ? at : int.MaxValue).ThenByDescending(part => part.Count).FirstOrDefault();
        if (main.Code is null || total == 0) return NoNodes(view, said);
        if (main.Code == SchedulerCodes.InsufficientResources)
            return Insufficient(view, total, [.. found.Where(part => part.Code == main.Code)], found.Where(part => part.Code != main.Code));
        var wanted = BaseWanted(view);
        if (wanted is not null && main.Code == SchedulerCodes.NoMatchingNode)
            return Cause.Of(SchedulerCodes.NoMatchingBase, $"Waits for a base with {wanted}: none of {total} nodes is one.");
        return Cause.Of(main.Code, $"{Phrase(main.Reason, $"{main.Count} of {total} {Nodes(view, total)}")}{Others(found.Where(part => part != main))}.", main.Advice);
    }

    /// <summary>Whether what is missing is something that other replicas hold, so that it comes free as they end.</summary>
    public static bool IsHeldByOthers(Cause cause) =>
        cause.Code == SchedulerCodes.InsufficientResources.Code || cause.Code == SchedulerCodes.AntiAffinity.Code;

    /// <summary>Whether the scheduler says that taints keep the replica away, and not which.</summary>
    public static bool NamesNoTaint(Condition scheduled) => Parse(scheduled.Message ?? "").Parts.Any(part => NodeTaints.IsUnnamed(part.Reason));

    /// <summary>The cause with what it waits for, where replicas are ending that hold it.</summary>
    public static Cause Awaiting(Cause cause, EndingRoom? room, DateTimeOffset now) =>
        room?.Say(now) is { } words ? cause with { Message = $"{cause.Message.TrimEnd('.')}; {words}." } : cause;

    private static Cause NoNodes(PodView view, string said)
    {
        var wanted = BaseWanted(view);
        if (wanted is not null) return Cause.Of(SchedulerCodes.NoMatchingBase, $"Waits for a base with {wanted}.{(said.Length == 0 ? "" : " " + said)}");
        var reason = Reason(said);
        return Cause.Of(reason.Contains("persistentvolumeclaim", StringComparison.OrdinalIgnoreCase) ? SchedulerCodes.VolumeNotBound : SchedulerCodes.Unschedulable, reason);
    }

    private static Cause Insufficient(
        PodView view, int total, IReadOnlyList<(int Count, string Reason, ErrorCode Code, string? Advice)> parts, IEnumerable<(int Count, string Reason, ErrorCode Code, string? Advice)> rest)
    {
        var texts = parts.OrderByDescending(part => part.Count).Select(part => $"{part.Reason} on {part.Count} of {total} {Nodes(view, total)}{Numbers(view, part.Reason)}");
        return Cause.Of(SchedulerCodes.InsufficientResources, string.Join("; ", texts) + Others(rest) + ".", $"Add a {(view.OnBase ? "base" : "node")} or lower the request.");
    }

    // ": free 512Mi at most (node-2), asked 4Gi"
    private static string Numbers(PodView view, string reason)
    {
        var resource = reason.StartsWith("Insufficient ", StringComparison.Ordinal) ? reason["Insufficient ".Length..].Trim() : "pods";
        var asked = resource == "pods" ? 1 : (double)ResourceAmounts.RequestsOf(view.Pod.Spec)[resource];
        var askedText = asked > 0 ? $"asked {Amounts.Of(resource, asked)}" : "";
        if (view.Evidence.Capacity?.MostFree(resource, view.Pod.Spec) is not { } most) return askedText.Length == 0 ? "" : ": " + askedText;
        return $": free {Amounts.Of(resource, most.Free)} at most ({most.Node}){(askedText.Length == 0 ? "" : ", " + askedText)}";
    }

    // "0/3 nodes are available: 2 Insufficient cpu, 1 node(s) had taint {a: b}, that the pod didn't tolerate."
    private static (int Total, IReadOnlyList<(int Count, string Reason)> Parts) Parse(string said)
    {
        var available = said.IndexOf(Available, StringComparison.Ordinal);
        var slash = said.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || slash > available || !IsNumber(said.AsSpan(0, slash).Trim(), out _) || !IsNumber(said.AsSpan(slash + 1, available - slash - 1), out var total))
            return (0, []);
        var parts = new List<(int, string)>();
        foreach (var piece in Pieces(Reason(said)))
        {
            var space = piece.IndexOf(' ', StringComparison.Ordinal);
            if (space > 0 && IsNumber(piece.AsSpan(0, space), out var count)) parts.Add((count, piece[(space + 1)..].Trim().TrimEnd('.')));
        }
        return (total, parts);
    }

    // The first sentence is why; what follows it (preemption, claims to deallocate) is what else was tried, by words that change with each version.
    private static string Reason(string said)
    {
        var available = said.IndexOf(Available, StringComparison.Ordinal);
        var reason = available < 0 ? said : said[(available + Available.Length)..].TrimStart(':', ' ');
        var end = reason.IndexOf(". ", StringComparison.Ordinal);
        return (end < 0 ? reason : reason[..end]).Trim().TrimEnd('.');
    }

    // A reason may hold commas itself ("had taint {..}, that the pod didn't tolerate"): a new one starts with its count.
    private static IEnumerable<string> Pieces(string list)
    {
        var start = 0;
        for (var comma = list.IndexOf(',', StringComparison.Ordinal); comma >= 0; comma = list.IndexOf(',', comma + 1))
        {
            var rest = list.AsSpan(comma + 1).TrimStart();
            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0 || rest[digits] != ' ') continue;
            yield return list[start..comma].Trim();
            start = comma + 1;
        }
        yield return list[start..].Trim();
    }

    private static bool IsNumber(ReadOnlySpan<char> text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static ErrorCode Classify(string reason)
    {
        foreach (var (words, code) in Reasons)
        {
            if (reason.Contains(words, StringComparison.OrdinalIgnoreCase)) return code;
        }
        return SchedulerCodes.Unschedulable;
    }

    private static string Others(IEnumerable<(int Count, string Reason, ErrorCode Code, string? Advice)> rest)
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
}
