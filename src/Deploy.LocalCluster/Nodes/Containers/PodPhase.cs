namespace Deploy.LocalCluster.Nodes.Containers;

/// <summary>The phase of a pod, from its containers, by the kubelet's rules.</summary>
internal static class PodPhase
{
    public static string Of(SimulatedPod pod)
    {
        if (pod.Eviction is not null)
            return "Failed";
        if (!pod.IsInitialized)
        {
            var failed = pod.InitContainers.Any(container => container.Stage == ContainerStage.Finished && container.Ended is { ExitCode: not 0 });
            return failed && pod.RestartPolicy == "Never" ? "Failed" : "Pending";
        }

        if (pod.Containers.Any(container => container.Run is null && container.Ended is null))
            return "Pending";
        if (pod.Containers.Any(container => container.Stage != ContainerStage.Finished) || pod.RestartPolicy == "Always")
            return "Running";
        return pod.Containers.All(container => container.HasSucceeded) ? "Succeeded" : "Failed";
    }
}
