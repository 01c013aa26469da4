using Deploy.Bases.Modules;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Microsoft.Extensions.Logging;

namespace Deploy.Bases.Control;

/// <summary>Writes statuses of pods on bases and ends pods whose modules are gone. A pod that is gone or another one is left alone.</summary>
internal sealed partial class PodWriter(ControllerParts parts)
{
    public async Task ReportAsync(PodReport report, CancellationToken cancellationToken)
    {
        try
        {
            await parts.Client.PatchAsync(Resources.Pods, report.Pod.Metadata.Namespace, report.Pod.Metadata.Name, PodStatusPatch.Of(report), new PatchOptions { Subresource = "status" }, cancellationToken);
        }
        catch (KubernetesException e) when (e.IsNotFound || e.IsConflict)
        {
            LogPodGone(parts.Logger, report.Pod.Metadata.Namespace ?? "", report.Pod.Metadata.Name);
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
