using Deploy.Kubernetes.Models;
using Deploy.Operations.Errors;

namespace Deploy.Operations.Replicas;

/// <summary>What keeps containers from being created, as far as the node tells: volumes, network, sandbox.</summary>
internal static class CreationCauses
{
    /// <summary>A disk that is not at the node yet.</summary>
    public const string Attaching = "FailedAttachVolume";

    private static readonly string[] Reasons = ["FailedMount", Attaching, "FailedMapVolume", "FailedCreatePodSandBox", "NetworkNotReady"];

    /// <summary>Whether an event tells that containers cannot be created.</summary>
    public static bool IsFailure(Event? entry) => Array.IndexOf(Reasons, entry?.Reason ?? "") >= 0;

    public static ReplicaVerdict Waiting(PodView view, ContainerView container, ContainerStateWaiting waiting)
    {
        if (waiting.Reason is null or "" or "ContainerCreating" or "PodInitializing") return Preparing(view);
        var message = waiting.Message is { Length: > 0 } said ? $"{waiting.Reason}: {said}" : waiting.Reason;
        return new(view.Preparing, Cause.Of(ContainerCodes.Creating, $"The {container.Title} waits: {message}"), null, view.Missing(EvidenceKinds.Events));
    }

    /// <summary>Normal preparation on a node, or what its events say against it.</summary>
    public static ReplicaVerdict Preparing(PodView view)
    {
        var since = view.Condition("PodScheduled")?.LastTransitionTime ?? view.Pod.Status.StartTime ?? view.Pod.Metadata.CreationTimestamp;
        var waited = Moments.Since(since, view.Now);
        if (Failure(view) is { } cause) return new(view.Preparing, cause);
        var wants = waited >= view.Options.CreationPatience ? view.Missing(EvidenceKinds.Events) : EvidenceKinds.None;
        var node = view.NodeName.Length > 0 ? $" on {view.NodeName}" : "";
        return new(view.Preparing, Cause.Of(ContainerCodes.Creating, $"Containers are being prepared{node} since {Moments.Say(waited)}."), null, wants);
    }

    private static Cause? Failure(PodView view)
    {
        var failed = EventLog.Newest(view, null, null, Reasons);
        if (failed?.Message is not { Length: > 0 } said) return null;
        var code = ConfigCauses.Reference(said) ?? failed.Reason switch
        {
            "FailedCreatePodSandBox" or "NetworkNotReady" => ConfigCodes.SandboxFailed,
            _ => ConfigCodes.VolumeNotMounted,
        };
        return Cause.Of(code, $"{failed.Reason}, {EventLog.Count(failed)} times: {said}");
    }
}
