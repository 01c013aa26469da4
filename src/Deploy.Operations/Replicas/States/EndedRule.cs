using Deploy.Operations.Errors;

namespace Deploy.Operations.Replicas;

/// <summary>Phases that a pod never leaves: Failed and Succeeded.</summary>
internal static class EndedRule
{
    public static ReplicaVerdict? Judge(PodView view) => view.Phase switch
    {
        "Failed" => Failed(view),
        "Succeeded" => new(view.Failing, NodeCauses.OfPodReason(view) ?? BaseCauses.Stopped(view) ?? Completed(view)),
        _ => null,
    };

    private static ReplicaVerdict Failed(PodView view)
    {
        var cause = NodeCauses.OfPodReason(view) ?? BaseCauses.OfPodReason(view) ?? OfContainers(view);
        return new(ReplicaState.StartingError, cause);
    }

    private static Cause OfContainers(PodView view)
    {
        // A sidecar is ended with the others, so what it ended with says least.
        var failed = view.Inits.Where(init => !init.IsSidecar).Concat(view.Apps).FirstOrDefault(container => container.Terminated is { ExitCode: not 0 });
        if (failed is not null) return ExitCauses.Explain(view, failed, failed.Terminated!);
        var message = view.Pod.Status.Message ?? view.Pod.Status.Reason;
        return Cause.Of(ContainerCodes.ExitedWithError, message is null ? "The replica failed; the node gave no reason." : $"The replica failed: {message}");
    }

    private static Cause Completed(PodView view)
    {
        var ended = view.Apps.FirstOrDefault(container => container.Terminated is not null);
        return ended is null ? Cause.Of(ContainerCodes.Completed) : ExitCauses.Explain(view, ended, ended.Terminated!);
    }
}
