using Deploy.Kubernetes.Models;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Replicas;

/// <summary>A replica that goes or went, for which its workload creates another one.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Module">Its module.</param>
/// <param name="At">When it stopped counting for its workload.</param>
/// <param name="Why">The reason in the words of an answer to "why was this replica recreated?".</param>
internal sealed record Departure(string Namespace, string Module, DateTimeOffset At, string Why)
{
    public static Departure? Of(Pod pod, ModuleIdentity module, ReplicaVerdict verdict)
    {
        var name = pod.Metadata.Name;
        var view = new PodView(pod, null, null, DateTimeOffset.MinValue);
        if (view.Time(ModuleLabels.DecommissionedAt) is { } mark) return new(pod.Metadata.Namespace ?? "", module.Name, mark, $"recycling of {name}");
        if (pod.Metadata.DeletionTimestamp is { } deletion)
        {
            var request = Moments.Plus(deletion, -Moments.Seconds(pod.Metadata.DeletionGracePeriodSeconds ?? 0));
            var lost = pod.Status.Reason == "NodeLost" || view.Condition("DisruptionTarget")?.Reason == "DeletionByTaintManager";
            return new(pod.Metadata.Namespace ?? "", module.Name, request, lost ? $"node loss: {pod.Spec.NodeName}" : $"deletion of {name}");
        }
        if (pod.Status.Phase != "Failed" || Ended(pod) is not { } at) return null;
        return new(pod.Metadata.Namespace ?? "", module.Name, at, Reason(pod, verdict.Cause));
    }

    private static string Reason(Pod pod, Cause? cause) => cause?.Code switch
    {
        var code when code == NodeCodes.Evicted.Code => $"eviction of {pod.Metadata.Name}: {cause!.Message}",
        var code when code == NodeCodes.Preempted.Code => $"preemption of {pod.Metadata.Name}",
        var code when code == NodeCodes.Lost.Code => $"node loss: {pod.Spec.NodeName}",
        var code when code == BaseCodes.Unreachable.Code => $"base loss: {pod.Spec.NodeName}",
        var code when code == NodeCodes.ShutDown.Code => $"shutdown of node {pod.Spec.NodeName}",
        _ => $"failure of {pod.Metadata.Name}: {cause?.Message}",
    };

    // A failed pod does not say when it failed; the last thing that happened to it does.
    private static DateTimeOffset? Ended(Pod pod)
    {
        var changes = pod.Status.Conditions.Where(condition => condition is not null).Select(condition => condition.LastTransitionTime);
        var ends = pod.Status.ContainerStatuses.Where(status => status is not null).Select(status => status.State.Terminated?.FinishedAt);
        return changes.Concat(ends).Max() ?? pod.Status.StartTime;
    }
}
