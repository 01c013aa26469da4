using Deploy.Kubernetes.Models;

namespace Deploy.Operations.Replicas;

/// <summary>
/// Containers that have just ended while the pod lives on. The first end may heal by itself: still Starting. One that ended
/// before, or could not be started at all, is an error.
/// </summary>
internal static class TerminatedRule
{
    public static ReplicaVerdict? Judge(PodView view)
    {
        var ended = view.Apps.Where(app => app.Terminated is not null).MaxBy(app => app.Terminated!.ExitCode != 0);
        return ended is null ? null : OfContainer(view, ended, ended.Terminated!);
    }

    public static ReplicaVerdict OfContainer(PodView view, ContainerView container, ContainerStateTerminated end)
    {
        var cause = BaseCauses.OfTerminated(view, container, end) ?? ExitCauses.Explain(view, container, end);
        var hopeless = end.Reason is "StartError" or "ContainerCannotRun" || container.Restarts > 0 || NeverRestarts(view, end);
        var state = hopeless ? view.Failing : view.Preparing;
        return new(state, cause);
    }

    private static bool NeverRestarts(PodView view, ContainerStateTerminated end) =>
        view.Pod.Spec.RestartPolicy == "Never" && end.ExitCode != 0;
}
