using Deploy.Controller.Modules;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Microsoft.Extensions.Logging;

namespace Deploy.Controller.Control;

/// <summary>Writes statuses of pods on bases and ends pods whose modules are gone. A pod that is gone or another one is left alone.</summary>
internal sealed partial class PodWriter(ControllerParts parts)
{
    /// <summary>Writes a status; says whether it changed the pod.</summary>
    public async Task<bool> ReportAsync(PodReport report, CancellationToken cancellationToken)
    {
        try
        {
            var written = await parts.Client.PatchAsync(Resources.Pods, report.Pod.Metadata.Namespace, report.Pod.Metadata.Name, PodStatusPatch.Of(report), new PatchOptions { Subresource = "status" }, cancellationToken);
            parts.Pods.Written(written);
            return written.Metadata.ResourceVersion != report.Pod.Metadata.ResourceVersion;
        }
        catch (KubernetesException e) when (e.IsNotFound || e.IsConflict)
        {
            LogPodGone(parts.Logger, report.Pod.Metadata.Namespace ?? "", report.Pod.Metadata.Name);
            return false;
        }
    }

    public async Task DeleteAsync(Pod pod, CancellationToken cancellationToken)
    {
        try
        {
            await parts.Client.DeleteAsync(Resources.Pods, pod.Metadata.Namespace, pod.Metadata.Name, new DeleteOptions { Uid = pod.Metadata.Uid, GracePeriodSeconds = 0 }, cancellationToken);
        }
        catch (KubernetesException e) when (e.IsNotFound || e.IsConflict)
        {
            LogPodGone(parts.Logger, pod.Metadata.Namespace ?? "", pod.Metadata.Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Pod {Namespace}/{Pod} is gone or another one.")]
    private static partial void LogPodGone(ILogger logger, string @namespace, string pod);
}
