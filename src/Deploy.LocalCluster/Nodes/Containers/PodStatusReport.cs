using System.Security.Cryptography;
using System.Text;
using Deploy.Kubernetes.Models;

namespace Deploy.LocalCluster.Nodes.Containers;

/// <summary>The status that the kubelet would report for a pod.</summary>
internal static class PodStatusReport
{
    /// <param name="simulated">What happens on the node.</param>
    /// <param name="pod">The pod as the server has it; its conditions keep their transition times.</param>
    /// <param name="hostIP">The node's address.</param>
    /// <param name="now">The time.</param>
    public static PodStatus Of(SimulatedPod simulated, Pod pod, string hostIP, DateTimeOffset now)
    {
        var phase = PodPhase.Of(simulated);
        var begun = simulated.InitContainers.Concat(simulated.Containers).Any(container => container.Run is not null || container.Ended is not null);
        return new()
        {
            Phase = phase,
            Reason = simulated.Eviction?.Reason,
            Message = simulated.Eviction?.Message,
            HostIP = hostIP,
            PodIP = begun ? simulated.PodIP : null,
            PodIPs = begun ? [new() { Ip = simulated.PodIP }] : [],
            StartTime = simulated.StartTime,
            QosClass = pod.Status.QosClass,
            Conditions = ReadinessConditions.Of(simulated, pod, phase, now),
            InitContainerStatuses = [.. simulated.InitContainers.Select(container => Of(container, pod, simulated))],
            ContainerStatuses = [.. simulated.Containers.Select(container => Of(container, pod, simulated))],
        };
    }

    private static ContainerStatus Of(SimulatedContainer container, Pod pod, SimulatedPod simulated)
    {
        var started = container.Run is not null || container.Ended is not null;
        var shown = State(container, simulated);
        return new()
        {
            Name = container.Spec.Name,
            Image = container.Spec.Image ?? "",
            ImageID = started ? $"{Repository(container.Spec.Image ?? "")}@sha256:{Digest(container.Spec.Image ?? "")}" : "",
            ContainerID = started ? $"containerd://{Digest($"{pod.Metadata.Uid}/{container.Spec.Name}/{container.RestartCount}")}" : null,
            RestartCount = container.RestartCount,
            Ready = container is { IsInit: true, IsSidecar: false } ? container.HasSucceeded : container.Run?.IsReady == true,
            Started = container is { IsInit: true, IsSidecar: false } ? null : container.Run?.IsStarted == true,
            State = shown,
            LastState = new() { Terminated = shown.Terminated is null ? container.Ended : container.EndedBefore },
        };
    }

    private static ContainerState State(SimulatedContainer container, SimulatedPod simulated)
    {
        if (container.Run is { } run)
            return new() { Running = new() { StartedAt = run.StartedAt } };
        if (container.Waits is { } waits && container.Stage != ContainerStage.Finished)
            return new() { Waiting = waits };
        if (container.Ended is { } ended)
            return new() { Terminated = ended };
        var waitsForInit = simulated.InitContainers.Count > 0 && (container.IsInit ? container.Stage == ContainerStage.Waiting : !simulated.IsInitialized);
        return new() { Waiting = container.Waits ?? new() { Reason = waitsForInit ? "PodInitializing" : "ContainerCreating" } };
    }

    private static string Repository(string image)
    {
        var tag = image.LastIndexOf(':');
        return tag > image.LastIndexOf('/') ? image[..tag] : image;
    }

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
