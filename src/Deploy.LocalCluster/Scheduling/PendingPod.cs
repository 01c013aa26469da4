using Deploy.Kubernetes.Models;

namespace Deploy.LocalCluster.Scheduling;

/// <summary>A pod that has no node yet.</summary>
internal sealed class PendingPod(Pod pod)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    public Pod Pod { get; set; } = pod;

    /// <summary>Whether what else runs in the domain of a node decides on it.</summary>
    public bool MindsTopology => Pod.Spec.TopologySpreadConstraints.Count > 0 || Pod.Spec.Affinity is { PodAffinity: not null } or { PodAntiAffinity: not null };

    /// <summary>How often no node was found.</summary>
    public int Attempts { get; private set; }

    /// <summary>Not tried again before then.</summary>
    public DateTimeOffset NotBefore { get; private set; }

    /// <summary>Something changed since the last try that may help.</summary>
    public bool IsWorthTrying { get; set; } = true;

    public void Failed(DateTimeOffset now)
    {
        var wait = FirstWait * Math.Pow(2, Math.Min(Attempts, 10));
        Attempts++;
        NotBefore = now + (wait < LongestWait ? wait : LongestWait);
        IsWorthTrying = false;
    }
}
