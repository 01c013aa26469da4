using System.Text.Json;
using Deploy.Kubernetes;
using Deploy.Operations.Releases;
using Deploy.Operations.Releases.Planning;
using Deploy.Operations.Releases.Running;
using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Modules;

/// <summary>Reads a workload as a published module. Pure.</summary>
internal static class PublishedModuleReading
{
    internal static PublishedModule Of(Workload workload, DateTimeOffset now)
    {
        var release = ReleaseRecord.Of(workload);
        return new PublishedModule
        {
            Name = workload.Module.Name,
            Version = workload.Module.Version,
            Kind = workload.Kind,
            Replicas = workload.Desired,
            Ready = workload.Ready,
            State = StateOf(workload, release),
            Image = Redaction.Url(workload.Module.Image),
            Base = workload.Module.Base,
            Age = now - workload.CreatedAt,
            Namespace = workload.Namespace,
            CreatedAt = workload.CreatedAt,
            Release = release is { IsOpen: true } && !OpenRelease.IsDone(release, workload) ? release.Id : null,
            Workload = workload.Name,
        };
    }

    private static PublishedModuleState StateOf(Workload workload, ReleaseRecord? release)
    {
        if (workload.IsDeleting)
            return PublishedModuleState.Removing;
        if (RemovalTraffic.NoteOf(workload) is not null)
            return PublishedModuleState.OutOfTraffic;
        if (release is { Phase: ReleasePhase.Failed } || Reason(workload, "Progressing") == "ProgressDeadlineExceeded")
            return PublishedModuleState.Failed;
        if (release is { Phase: ReleasePhase.Paused } || workload.Json.At("spec", "paused")?.GetValueKind() == JsonValueKind.True)
            return PublishedModuleState.Paused;
        if (workload.Desired == 0)
            return PublishedModuleState.Empty;
        // Noting the end of a release makes a new generation too; that is no change of the replicas.
        if (IsReplacing(workload) || IsUnobserved(workload) && release is null or { IsOpen: true })
            return PublishedModuleState.Progressing;
        return workload.Ready >= workload.Desired ? PublishedModuleState.Ready : PublishedModuleState.Degraded;
    }

    /// <summary>Whether the controller is still replacing replicas.</summary>
    internal static bool IsRolling(Workload workload) => IsUnobserved(workload) || IsReplacing(workload);

    private static bool IsUnobserved(Workload workload) => workload.Kind != ModuleKind.Pod && workload.ObservedGeneration < workload.Generation;

    private static bool IsReplacing(Workload workload) => workload.Kind switch
    {
        ModuleKind.Deployment => workload.Json.CountAt("status", "updatedReplicas") < workload.Desired
            || workload.Json.CountAt("status", "replicas") > workload.Json.CountAt("status", "updatedReplicas"),
        ModuleKind.DaemonSet => workload.Json.CountAt("status", "updatedNumberScheduled") < workload.Desired,
        ModuleKind.StatefulSet => workload.Json.TextAt("status", "currentRevision") != workload.Json.TextAt("status", "updateRevision"),
        _ => false,
    };

    private static string? Reason(Workload workload, string condition) =>
        workload.Json.ObjectsAt("status", "conditions").FirstOrDefault(item => item.TextAt("type") == condition)?.TextAt("reason");
}
