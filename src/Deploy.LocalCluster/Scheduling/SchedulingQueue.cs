using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Scheduling;

namespace Deploy.LocalCluster.Scheduling;

/// <summary>The pods without a node: which are tried now, and when the next one is worth it. Not thread-safe.</summary>
internal sealed class SchedulingQueue
{
    private readonly Dictionary<string, PendingPod> pending = new(StringComparer.Ordinal);

    public void Put(Pod pod)
    {
        if (!pending.TryGetValue(pod.Metadata.Uid, out var known))
        {
            pending[pod.Metadata.Uid] = new(pod);
            return;
        }

        // Our own note of a failure changes the status only, and is no reason to try again.
        known.IsWorthTrying |= known.Pod.Metadata.Labels.Count != pod.Metadata.Labels.Count || known.Pod.Metadata.Generation != pod.Metadata.Generation;
        known.Pod = pod;
    }

    public void Remove(string uid) => pending.Remove(uid);

    /// <summary>The cluster changed in a way that may make room.</summary>
    public void Wake()
    {
        foreach (var pod in pending.Values)
            pod.IsWorthTrying = true;
    }

    /// <summary>
    /// A node came or changed. Pods that it refuses are not tried: each try in vain makes them wait longer before the next,
    /// so that a node which suits them found them waiting (as with kube-scheduler's queueing hints).
    /// </summary>
    /// <param name="node">As it is now.</param>
    /// <param name="before">As it was; null where it is new.</param>
    public void Wake(Node node, Node? before)
    {
        var moved = before is not null && !before.Metadata.Labels.ToHashSet().SetEquals(node.Metadata.Labels);
        foreach (var pod in pending.Values)
            pod.IsWorthTrying |= pod.Pod.Spec.Refusal(node) is null || moved && pod.MindsTopology;
    }

    /// <summary>A pod was placed: others may want to be near it.</summary>
    public void WakeAffine()
    {
        foreach (var pod in pending.Values)
            pod.IsWorthTrying |= pod.Attempts > 0 && pod.Pod.Spec.Affinity?.PodAffinity is not null;
    }

    /// <summary>What to try now, in order: by priority, then by age.</summary>
    public IReadOnlyList<PendingPod> Due(DateTimeOffset now) =>
    [
        .. pending.Values.Where(pod => pod.IsWorthTrying && pod.NotBefore <= now)
            .OrderByDescending(pod => pod.Pod.Spec.Priority ?? 0).ThenBy(pod => pod.Pod.Metadata.CreationTimestamp),
    ];

    /// <summary>When the next pod is due; null: not before something changes.</summary>
    public DateTimeOffset? NextAt() => pending.Values.Where(pod => pod.IsWorthTrying).Select(pod => (DateTimeOffset?)pod.NotBefore).Min();
}
