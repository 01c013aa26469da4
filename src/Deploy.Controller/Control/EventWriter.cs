using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;

namespace Deploy.Controller.Control;

/// <summary>Writes what happened to a pod as a Kubernetes event. An event that cannot be written stops nothing.</summary>
internal sealed class EventWriter(KubernetesClient client, string reporter, TimeProvider time, Action<Exception> onFailure)
{
    public async Task WriteAsync(Pod pod, string type, string reason, string message, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var written = new Event
        {
            Metadata = new ObjectMeta { GenerateName = pod.Metadata.Name + ".", Namespace = pod.Metadata.Namespace },
            InvolvedObject = new ObjectReference { ApiVersion = "v1", Kind = "Pod", Namespace = pod.Metadata.Namespace, Name = pod.Metadata.Name, Uid = pod.Metadata.Uid },
            Type = type,
            Reason = reason,
            Message = message,
            Count = 1,
            FirstTimestamp = now,
            LastTimestamp = now,
            Source = new EventSource { Component = "module-controller" },
            ReportingComponent = "module-controller",
            ReportingInstance = reporter,
        };
        try
        {
            await client.CreateAsync(Resources.Events, pod.Metadata.Namespace, written, cancellationToken: cancellationToken);
        }
        catch (KubernetesException e)
        {
            onFailure(e);
        }
    }
}
