using Deploy.Kubernetes.Models;

namespace Deploy.LocalCluster.Scheduling;

/// <summary>Whether a pod bears a node's taints.</summary>
internal static class Tolerance
{
    public static bool Tolerates(this Toleration toleration, Taint taint)
    {
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
        foreach (var taint in taints)
        {
            if (effects.Contains(taint.Effect) && !tolerations.Any(toleration => toleration.Tolerates(taint)))
                return taint;
        }

        return null;
    }
}
