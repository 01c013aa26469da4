using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Nodes.Containers;

/// <summary>The conditions that the kubelet keeps: Initialized, Ready, ContainersReady, PodScheduled.</summary>
internal static class ReadinessConditions
{
    public static IReadOnlyList<Condition> Of(SimulatedPod simulated, Pod pod, string phase, DateTimeOffset now)
    {
        var containers = ContainersReady(simulated, phase);
        return
        [
            Keep(pod, Initialized(simulated, phase), now),
            Keep(pod, containers.Status == "True" ? Gates(pod) : containers with { Type = "Ready" }, now),
            Keep(pod, containers, now),
            Keep(pod, new() { Type = "PodScheduled", Status = "True" }, now),
        ];
    }

    private static Condition Initialized(SimulatedPod simulated, string phase)
    {
        if (phase == "Succeeded")
            return new() { Type = "Initialized", Status = "True", Reason = "PodCompleted" };
        var open = simulated.InitContainers.Skip(simulated.InitDone).Select(container => container.Spec.Name).ToList();
        return open.Count == 0
            ? new() { Type = "Initialized", Status = "True" }
            : new() { Type = "Initialized", Status = "False", Reason = "ContainersNotInitialized", Message = $"containers with incomplete status: [{string.Join(' ', open)}]" };
    }

    private static Condition ContainersReady(SimulatedPod simulated, string phase)
    {
        const string Type = "ContainersReady";
        if (phase == "Succeeded")
            return new() { Type = Type, Status = "False", Reason = "PodCompleted" };
        var unready = simulated.Lasting.Where(container => container.Run?.IsReady != true).Select(container => container.Spec.Name).ToList();
        return unready.Count == 0
            ? new() { Type = Type, Status = "True" }
            : new() { Type = Type, Status = "False", Reason = "ContainersNotReady", Message = $"containers with unready status: [{string.Join(' ', unready)}]" };
    }

    private static Condition Gates(Pod pod)
    {
        var open = pod.Spec.ReadinessGates.Where(gate => !pod.Status.Conditions.IsTrue(gate.ConditionType)).Select(gate => gate.ConditionType).ToList();
        if (open.Count == 0)
            return new() { Type = "Ready", Status = "True" };
        var messages = open.Select(type => pod.Status.Conditions.Find(type) is { } condition
            ? $"the status of pod readiness gate \"{type}\" is not \"True\", but {condition.Status}"
            : $"corresponding condition of pod readiness gate \"{type}\" does not exist.");
        return new() { Type = "Ready", Status = "False", Reason = "ReadinessGatesNotReady", Message = string.Join(", ", messages) };
    }

    // The transition time moves only with the status.
    private static Condition Keep(Pod pod, Condition condition, DateTimeOffset now) =>
        condition with { LastTransitionTime = pod.Status.Conditions.Find(condition.Type) is { } current && current.Status == condition.Status ? current.LastTransitionTime : now };
}
