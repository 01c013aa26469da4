using Deploy.Kubernetes.Models;

namespace Deploy.Operations.Replicas;

/// <summary>Containers that wait: for their image, for their settings, for the next try after a crash, or for a base.</summary>
internal static class WaitingRule
{
    // What the reason means for the replica's state. A reason that is not here is one of normal preparation.
    private static readonly Dictionary<string, Func<PodView, ContainerView, ContainerStateWaiting, Cause>> Fatal = new(StringComparer.Ordinal)
    {
        ["ErrImagePull"] = ImageCauses.Explain,
        ["ImagePullBackOff"] = ImageCauses.Explain,
        ["InvalidImageName"] = ImageCauses.Explain,
        ["ErrImageNeverPull"] = ImageCauses.Explain,
        ["RegistryUnavailable"] = ImageCauses.Explain,
        ["ImageInspectError"] = ImageCauses.Explain,
        ["SignatureValidationFailed"] = ImageCauses.Explain,
        ["CreateContainerConfigError"] = ConfigCauses.Explain,
        ["CreateContainerError"] = ConfigCauses.Explain,
        ["RunContainerError"] = ExitCauses.NotStarted,
        ["StartError"] = ExitCauses.NotStarted,
        ["ContainerCannotRun"] = ExitCauses.NotStarted,
        ["PostStartHookError"] = ExitCauses.NotStarted,
        ["PreStartHookError"] = ExitCauses.NotStarted,
        ["PreCreateHookError"] = ExitCauses.NotStarted,
        ["CrashLoopBackOff"] = ExitCauses.CrashLoop,
    };

    public static ReplicaVerdict? Judge(PodView view)
    {
        var verdicts = view.Apps.Select(app => OfContainer(view, app)).OfType<ReplicaVerdict>().ToArray();
        return verdicts.FirstOrDefault(verdict => verdict.State is ReplicaState.StartingError)
            ?? verdicts.FirstOrDefault(verdict => verdict.State is ReplicaState.Unresponsive)
            ?? verdicts.FirstOrDefault();
    }

    public static ReplicaVerdict? OfContainer(PodView view, ContainerView container)
    {
        if (container.Waiting is not { } waiting) return null;
        if (Fatal.TryGetValue(waiting.Reason ?? "", out var explain))
            return new(view.Failing, explain(view, container, waiting));
        return BaseCauses.OfWaiting(view, container, waiting) ?? CreationCauses.Waiting(view, container, waiting);
    }
}
