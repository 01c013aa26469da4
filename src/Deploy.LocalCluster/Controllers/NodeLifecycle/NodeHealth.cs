using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.NodeLifecycle;

/// <summary>Decides what the control plane makes of a node's signs of life. Pure.</summary>
internal static class NodeHealth
{
    /// <summary>A node that was silent for longer is given up.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(40);

    private static readonly (string Condition, string Taint)[] Pressures =
        [("MemoryPressure", "memory-pressure"), ("DiskPressure", "disk-pressure"), ("PIDPressure", "pid-pressure")];

    private static readonly string[] Reported = ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"];

    /// <summary>The conditions of a node that was silent for too long; null where that is known already.</summary>
    public static IReadOnlyList<Condition>? Unknown(Node node, DateTimeOffset now)
    {
        if (node.Status.Conditions.Find("Ready")?.Status == "Unknown")
            return null;
        return [.. Reported.Select(type => new Condition
        {
            Type = type,
            Status = "Unknown",
            Reason = "NodeStatusUnknown",
            Message = "Kubelet stopped posting node status.",
            LastHeartbeatTime = node.Status.Conditions.Find(type)?.LastHeartbeatTime,
            LastTransitionTime = now,
        })];
    }

    /// <summary>The taints that a node should have; null where it has them. Taints of others stay.</summary>
    public static IReadOnlyList<Taint>? Taints(Node node, DateTimeOffset now)
    {
        var wanted = Wanted(node).ToList();
        var kept = node.Spec.Taints.Where(taint => !IsOurs(taint) || wanted.Exists(other => Same(other, taint))).ToList();
        var added = wanted.Where(taint => !node.Spec.Taints.Any(other => Same(other, taint)))
            .Select(taint => taint.Effect == "NoExecute" ? taint with { TimeAdded = now } : taint).ToList();
        return added.Count == 0 && kept.Count == node.Spec.Taints.Count ? null : [.. kept, .. added];
    }

    private static IEnumerable<Taint> Wanted(Node node)
    {
        var ready = node.Status.Conditions.Find("Ready")?.Status;
        // A node that never reported is not ready either.
        var key = ready == "True" ? null : ready == "Unknown" ? "node.kubernetes.io/unreachable" : "node.kubernetes.io/not-ready";
        if (key is not null)
        {
            yield return new() { Key = key, Effect = "NoSchedule" };
            yield return new() { Key = key, Effect = "NoExecute" };
        }

        if (node.Spec.Unschedulable)
            yield return new() { Key = "node.kubernetes.io/unschedulable", Effect = "NoSchedule" };
        foreach (var (condition, taint) in Pressures)
        {
            if (node.Status.Conditions.IsTrue(condition))
                yield return new() { Key = "node.kubernetes.io/" + taint, Effect = "NoSchedule" };
        }
    }

    private static bool IsOurs(Taint taint) => taint.Key is "node.kubernetes.io/unreachable" or "node.kubernetes.io/not-ready" or "node.kubernetes.io/unschedulable"
        or "node.kubernetes.io/memory-pressure" or "node.kubernetes.io/disk-pressure" or "node.kubernetes.io/pid-pressure";

    private static bool Same(Taint left, Taint right) => left.Key == right.Key && left.Effect == right.Effect;
}
