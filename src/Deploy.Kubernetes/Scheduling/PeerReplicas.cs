using System.Globalization;
using System.Text.Json;
using Deploy.Kubernetes.Models;

namespace Deploy.Kubernetes.Scheduling;

/// <summary>
/// How many replicas a module of strategy peer is to have, and whether the count may be touched: one rule for the module controller and
/// for the timer that does the same without it, since two that disagree would change the count in turns. Pure.
/// </summary>
public static class PeerReplicas
{
    /// <summary>Workload label: <c>peer</c> means one replica on every base.</summary>
    public const string StrategyLabel = "virtual-kubelet.koupleless.io/strategy";

    /// <summary>Workload label that opts out when <c>true</c>.</summary>
    public const string OptOutLabel = "virtual-kubelet.koupleless.io/replicas-control";

    /// <summary>Annotation of a release that is driven at this moment: JSON with the moment at which that runs out.</summary>
    public const string LockAnnotation = "module.deploy/lock";

    /// <summary>Annotation with the state of the last release: JSON.</summary>
    public const string ReleaseAnnotation = "module.deploy/release";

    /// <summary>Selects the Deployments that follow the bases.</summary>
    public const string Selector = $"{StrategyLabel}=peer,{OptOutLabel}!=true";

    /// <summary>Selects the nodes that are bases, as the module controller makes them.</summary>
    public const string BaseSelector = "virtual-kubelet.koupleless.io/component=vnode";

    private const string Revision = "deployment.kubernetes.io/revision";

    /// <summary>Whether a base takes replicas at this moment.</summary>
    public static bool IsReady(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return !node.Spec.Unschedulable && node.Metadata.DeletionTimestamp is null && node.Status.Conditions.Any(c => c is { Type: "Ready", Status: "True" });
    }

    /// <summary>Whether a base is one for such a replica: selector, required affinity and taints.</summary>
    public static bool Admits(PodSpec spec, Node node)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(node);
        // Taints of a node's momentary state come and go with its readiness, which is looked at by itself.
        var lasting = node.Spec.Taints.Where(taint => !taint.Key.StartsWith("node.kubernetes.io/", StringComparison.Ordinal)).ToList();
        return spec.Selects(node) && NodeSelection.FirstUntolerated(lasting, spec.Tolerations, "NoSchedule", "NoExecute") is null;
    }

    /// <summary>
    /// How many replicas there are to be: one on every ready base that admits it. Null for no change: it is being deleted, has as many, or
    /// no base at all admits it, which is more likely a fault of the view than the end of all bases.
    /// </summary>
    /// <param name="peer">The Deployment.</param>
    /// <param name="bases">All nodes of bases.</param>
    public static int? Wanted(Deployment peer, IEnumerable<Node> bases)
    {
        ArgumentNullException.ThrowIfNull(peer);
        if (peer.Metadata.DeletionTimestamp is not null)
            return null;
        var wanted = bases.Count(node => IsReady(node) && Admits(peer.Spec.Template.Spec, node));
        return wanted > 0 && wanted != (peer.Spec.Replicas ?? 1) ? wanted : null;
    }

    /// <summary>
    /// Why the count may not be touched: a release is driven, or is open, as one that pauses is, and would be changed in its middle.
    /// Null when it may. Damaged notes protect nothing.
    /// </summary>
    /// <returns>The reason, and until when it certainly holds; null for an end that nobody knows.</returns>
    public static (string Why, DateTimeOffset? Until)? HeldBy(Deployment peer, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(peer);
        using var note = Read(peer, ReleaseAnnotation);
        var release = note?.RootElement;
        var (id, phase) = (Text(release, "id"), Text(release, "phase") ?? "Running");
        var isOpen = id is not null && phase is ("Running" or "Paused" or "Failed" or "RollingBack");
        using var held = Read(peer, LockAnnotation);
        // A lock whose release has ended was brought back by an undo, from a copy in the history.
        if (Time(held?.RootElement, "expires") is { } until && until > now && (isOpen || Text(held?.RootElement, "release") != id))
            return ($"it is being released by {Text(held?.RootElement, "holder") ?? "somebody"}", until);
        return isOpen && !IsCopy(peer, release!.Value) ? ($"its release {id} is {phase}", null) : null;
    }

    // The history has gone on since: what an undo brought back is the note of a release that ended long ago.
    private static bool IsCopy(Deployment peer, JsonElement release) =>
        peer.Metadata.Annotations.TryGetValue(Revision, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
        && revision > Number(release, "since") + (Number(release, "batch") == 0 ? 0 : 1)
        && !(peer.Spec.Paused && release.TryGetProperty("holdsPause", out var holds) && holds.ValueKind == JsonValueKind.True);

    private static long Number(JsonElement note, string name) =>
        note.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : 0;

    private static JsonDocument? Read(Deployment peer, string annotation)
    {
        if (!peer.Metadata.Annotations.TryGetValue(annotation, out var text))
            return null;
        try
        {
            var note = JsonDocument.Parse(text);
            if (note.RootElement.ValueKind == JsonValueKind.Object)
                return note;
            note.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement? note, string name) =>
        note is { } json && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateTimeOffset? Time(JsonElement? note, string name) =>
        note is { } json && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var at) ? at : null;
}
