using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Controllers;
using Deploy.LocalCluster.Controllers.Workloads;
using Microsoft.Extensions.Logging;

namespace Deploy.LocalCluster.Scheduling;

/// <summary>Writes what the scheduler decided, beside its loop: a binding, or why there is none.</summary>
internal sealed partial class PodBinding(ControlContext context) : IDisposable
{
    private static readonly ResourceType<JsonObject> Untyped = Resources.Untyped("", "v1", "pods", "Pod", namespaced: true);
    private static readonly EventSource Source = new() { Component = "default-scheduler" };

    private readonly SemaphoreSlim slots = new(16);

    public void Bind(Pod pod, string node, Action onFailure, CancellationToken ct) =>
        _ = InSlotAsync(() => BindAsync(pod, node, onFailure, ct), ct);

    public void Refuse(Pod pod, string message, CancellationToken ct)
    {
        context.Events.Record(ObjectReferences.To(Resources.Pods, pod.Metadata), "Warning", "FailedScheduling", message, Source);
        var present = pod.Status.Conditions.Find("PodScheduled");
        if (present?.Status != "False" || present.Message != message)
            _ = InSlotAsync(() => NoteAsync(pod, message, ct), ct);
    }

    public void Dispose() => slots.Dispose();

    private async Task InSlotAsync(Func<Task> work, CancellationToken ct)
    {
        try
        {
            await slots.WaitAsync(ct);
            try
            {
                await work();
            }
            finally
            {
                slots.Release();
            }
        }
        catch (OperationCanceledException)
        {
            // The scheduler stops; the next one begins with what the server has.
        }
    }

    private async Task BindAsync(Pod pod, string node, Action onFailure, CancellationToken ct)
    {
        var metadata = pod.Metadata;
        var body = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Binding",
            ["metadata"] = new JsonObject { ["name"] = metadata.Name, ["namespace"] = metadata.Namespace, ["uid"] = metadata.Uid },
            ["target"] = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Node", ["name"] = node },
        };
        try
        {
            await context.Client.CreateAsync(Untyped, metadata.Namespace, body, new() { Subresource = "binding", SubresourceOf = metadata.Name }, ct);
            context.Events.Record(ObjectReferences.To(Resources.Pods, metadata), "Normal", "Scheduled", $"Successfully assigned {metadata.Namespace}/{metadata.Name} to {node}", Source);
        }
        catch (KubernetesException failure)
        {
            NotBound(context.Logger, metadata.Namespace, metadata.Name, failure.Message);
            onFailure();
        }
    }

    private async Task NoteAsync(Pod pod, string message, CancellationToken ct)
    {
        var condition = new JsonObject
        {
            ["type"] = "PodScheduled",
            ["status"] = "False",
            ["reason"] = "Unschedulable",
            ["message"] = message,
            ["lastTransitionTime"] = ApiTime.Write(pod.Status.Conditions.Find("PodScheduled") is { Status: "False", LastTransitionTime: { } since } ? since : context.Time.GetUtcNow()),
        };
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["uid"] = pod.Metadata.Uid },
            ["status"] = new JsonObject { ["conditions"] = new JsonArray(condition) },
        };
        try
        {
            await context.Client.PatchAsync(Resources.Pods, pod.Metadata.Namespace, pod.Metadata.Name, Patch.Strategic(patch), new() { Subresource = "status" }, ct);
        }
        catch (KubernetesException failure)
        {
            // The pod is gone, or the next try says it again.
            NotNoted(context.Logger, pod.Metadata.Namespace, pod.Metadata.Name, failure.Reason);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Pod {Namespace}/{Name} was not bound: {Cause}")]
    private static partial void NotBound(ILogger logger, string? @namespace, string name, string cause);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Pod {Namespace}/{Name}: the scheduling condition was not written: {Cause}")]
    private static partial void NotNoted(ILogger logger, string? @namespace, string name, string cause);
}
