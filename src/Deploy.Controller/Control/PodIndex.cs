using System.Collections.Concurrent;
using Deploy.Controller.Modules;
using Deploy.Kubernetes.Models;

namespace Deploy.Controller.Control;

/// <summary>The modules' pods by the node they are bound to, so that one base's change never costs a look at all pods.</summary>
internal sealed class PodIndex
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, KnownPod>> _byNode = new(StringComparer.Ordinal);

    private readonly HashSet<string> _synced = new(StringComparer.Ordinal);
    private int _sources;
    private long _sequence;

    /// <summary>
    /// Whether all pods are known. Before, a module without a pod may just be one whose pod was not read yet:
    /// nothing may be taken off a base on that ground.
    /// </summary>
    public bool HasSynced
    {
        get
        {
            lock (_synced)
                return _sources > 0 && _synced.Count >= _sources;
        }
    }

    /// <summary>Says how many lists must have been read whole.</summary>
    public void Await(int sources)
    {
        lock (_synced)
            _sources = sources;
    }

    /// <summary>Notes that a list was read whole; true when it was the last one missing.</summary>
    public bool Synced(string source)
    {
        lock (_synced)
            return _synced.Add(source) && _synced.Count == _sources;
    }

    /// <summary>The pods on a node.</summary>
    public IReadOnlyList<ModulePod> On(string node) => _byNode.TryGetValue(node, out var pods) ? [.. pods.Values.Select(p => p.Module)] : [];

    /// <summary>Takes in a pod as the watch tells it; returns the node concerned, or null where that is nothing new or the pod is not bound yet.</summary>
    public string? Put(Pod pod)
    {
        if (pod.Spec.NodeName is not { Length: > 0 } node)
            return null;
        var pods = _byNode.GetOrAdd(node, _ => new(StringComparer.Ordinal));
        var kept = pods.AddOrUpdate(pod.Metadata.Uid, _ => KnownPod.New(pod, Interlocked.Increment(ref _sequence)), (_, known) => known.Told(pod));
        return ReferenceEquals(kept.Module.Pod, pod) ? node : null;
    }

    /// <summary>Takes in what came of an own write, which the watch tells only later: until then the same would be written again.</summary>
    public void Written(Pod pod)
    {
        if (pod.Spec.NodeName is { } node && _byNode.TryGetValue(node, out var pods) && pods.TryGetValue(pod.Metadata.Uid, out var known))
            pods.TryUpdate(pod.Metadata.Uid, known.Written(pod), known);
    }

    /// <summary>Forgets a pod that is gone; returns the node concerned.</summary>
    public string? Remove(Pod pod)
    {
        if (pod.Spec.NodeName is not { Length: > 0 } node || !_byNode.TryGetValue(node, out var pods))
            return null;
        pods.TryRemove(pod.Metadata.Uid, out _);
        return node;
    }
}
