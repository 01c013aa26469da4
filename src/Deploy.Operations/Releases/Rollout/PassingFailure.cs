using Deploy.Kubernetes;

namespace Deploy.Operations.Releases.Rollout;

/// <summary>Failures after which a write may have been applied or not, and a later try may go well.</summary>
internal static class PassingFailure
{
    internal static bool IsPassing(this KubernetesException failure) =>
        failure.IsUnreachable || failure.IsTooManyRequests || (int)failure.StatusCode >= 500;

    /// <summary>Whether what the write was planned from is no longer so.</summary>
    internal static bool IsOvertaken(this KubernetesException failure) => failure.IsConflict || failure.IsAlreadyExists || failure.IsNotFound;
}
