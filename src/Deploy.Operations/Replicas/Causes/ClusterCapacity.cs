using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Scheduling;

namespace Deploy.Operations.Replicas;

/// <summary>What is free on the nodes of a cluster, and what will be when the replicas that are ending have gone.</summary>
public sealed class ClusterCapacity
{
    private readonly Node[]? _nodes;
    private readonly Pod[] _pods;
    private readonly Lazy<ClusterLoad> _load;

    /// <param name="nodes">All nodes.</param>
    /// <param name="pods">All pods of all namespaces; those that have ended or have no node count for nothing.</param>
    public ClusterCapacity(IEnumerable<Node> nodes, IEnumerable<Pod> pods)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentNullException.ThrowIfNull(pods);
        _nodes = [.. nodes.Where(node => node is not null)];
        _pods = [.. pods.Where(pod => pod is not null)];
        _load = new(() => new(_nodes, _pods));
    }

    private ClusterCapacity(IEnumerable<Pod> pods)
    {
        _pods = [.. pods.Where(pod => pod is { Spec.NodeName.Length: > 0, Status.Phase: not ("Succeeded" or "Failed") })];
        _load = new(() => new());
    }

    /// <summary>For who may not read nodes or other namespaces: what ends in a namespace is known, whether it is room enough is not.</summary>
    public static ClusterCapacity OfNamespace(IEnumerable<Pod> pods)
    {
        ArgumentNullException.ThrowIfNull(pods);
        return new(pods);
    }

    /// <summary>Whether nodes and all that stands on them are known.</summary>
    public bool IsComplete => _nodes is not null;

    /// <summary>The node with most of a resource left, of those that the pod asks for; null when there is none.</summary>
    public (string Node, double Free)? MostFree(string resource, PodSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        (string Node, double Free)? most = null;
        foreach (var load in _load.Value.Nodes.Where(load => !load.Node!.Spec.Unschedulable && spec.Selects(load.Node)))
        {
            var amount = Math.Max(0, (double)load.Free(resource));
            if (most is null || amount > most.Value.Free) most = (load.Name, amount);
        }
        return most;
    }

    /// <summary>Nodes that the pod asks for and that take it not for their taints, each with the first that it does not tolerate.</summary>
    public IReadOnlyList<(Node Node, Taint Taint)> KeptAway(PodSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var (kept, tolerations) = (new List<(Node, Taint)>(), spec.Tolerations.Where(toleration => toleration is not null).ToList());
        foreach (var node in (_nodes ?? []).Where(spec.Selects).OrderBy(node => node.Metadata.Name, StringComparer.Ordinal))
        {
            if (NodeSelection.FirstUntolerated(node.Spec.Taints, tolerations, "NoSchedule", "NoExecute") is { } taint)
                kept.Add((node, taint));
        }
        return kept;
    }

    /// <summary>
    /// The first room that a pod without a node gets because others are ending. Null when there would be none even with all of them gone,
    /// and when none is ending. A pod whose grace has been over for longer than the margin is stuck: it counts as one that stays.
    /// </summary>
    public EndingRoom? RoomFor(Pod pod, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(pod);
        var ending = _pods.Where(other => other.Metadata.Uid != pod.Metadata.Uid && End(other) is { } end && Moments.Plus(end, EndingRoom.Margin) > now && other.Spec.NodeName is { Length: > 0 })
            .OrderBy(End).ToArray();
        if (!IsComplete) return ending.Length == 0 ? null : new(null, ending.Length, End(ending[^1])!.Value);
        try
        {
            if (Place(pod, _load.Value) is { } free) return new(free, 0, now);
            if (ending.Length == 0) return null;
            // The fewest that must have gone, in the order of their ends: more room with each of them.
            var (tooFew, enough, node) = (0, ending.Length, Place(pod, Without(ending, ending.Length)));
            if (node is null) return null;
            while (enough - tooFew > 1)
            {
                var some = (tooFew + enough) / 2;
                if (Place(pod, Without(ending, some)) is { } found) (enough, node) = (some, found);
                else tooFew = some;
            }
            var there = ending.Take(enough).Count(other => other.Spec.NodeName == node);
            return new(there == 0 ? null : node, there == 0 ? enough : there, End(ending[enough - 1])!.Value);
        }
        catch (FormatException)
        {
            // A selector that no server takes: what it keeps away cannot be told.
            return null;
        }
    }

    private ClusterLoad Without(Pod[] ending, int first)
    {
        var gone = ending.Take(first).ToHashSet();
        return new(_nodes!, _pods.Where(pod => !gone.Contains(pod)));
    }

    private static string? Place(Pod pod, ClusterLoad load)
    {
        var fit = new NodeFit(pod, load);
        return load.Nodes.Where(node => fit.Objections(node).Count == 0).MinBy(node => node.Name, StringComparer.Ordinal)?.Name;
    }

    // A deletion's time is the end of its grace.
    private static DateTimeOffset? End(Pod pod) => pod.Status.Phase is "Succeeded" or "Failed" ? null : pod.Metadata.DeletionTimestamp;
}

/// <summary>Room for a replica without a node that others hold and will free, because they are ending.</summary>
/// <param name="Node">Where; null where that is not known, or where it is freed on several.</param>
/// <param name="Replicas">How many must have gone before; 0: there is room already, and the scheduler has not tried again yet.</param>
/// <param name="At">When the last of their graces is over.</param>
public sealed record EndingRoom(string? Node, int Replicas, DateTimeOffset At)
{
    /// <summary>What a node takes to end a replica after its grace, and the scheduler between two tries (10 s).</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(15);

    /// <summary>Until when it makes sense to wait for it.</summary>
    public DateTimeOffset Until => Moments.Plus(At, Margin);

    /// <summary><c>waits for 2 replicas that are ending on base-1, at most 28 s</c>; null when there is nothing to say.</summary>
    internal string? Say(DateTimeOffset now) => Replicas == 0 || now >= Until ? null
        : $"waits for {Replicas} {(Replicas == 1 ? "replica that is" : "replicas that are")} ending{(Node is null ? "" : $" on {Node}")}, at most {Moments.Say(Until - now)}";
}
