using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.Deployments;

/// <summary>How many pods a rolling update may have too many, and too few.</summary>
internal sealed record RollingLimits(int MaxSurge, int MaxUnavailable)
{
    private static readonly IntOrString Quarter = "25%";

    public static RollingLimits Of(DeploymentWorkload deployment)
    {
        if (deployment.IsRecreate())
            return new(0, 0);
        var replicas = deployment.Spec.Replicas;
        var rolling = deployment.Spec.Strategy?.RollingUpdate;
        var surge = (rolling?.MaxSurge ?? Quarter).Of(replicas, roundUp: true);
        var unavailable = (rolling?.MaxUnavailable ?? Quarter).Of(replicas, roundUp: false);
        // Both zero could never make progress; rounding a percentage down may lead there.
        if (surge == 0 && unavailable == 0)
            unavailable = 1;
        return new(surge, Math.Min(unavailable, replicas));
    }
}
