using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Controllers.Events;

namespace Deploy.LocalCluster.Controllers.Workloads;

/// <summary>Creates and deletes pods for a controller, and says so in events on its object.</summary>
internal sealed class PodControl(KubernetesClient client, EventRecorder events, OwnWrites writes, string component)
{
    private const string StatefulSetComponent = "statefulset-controller";

    private static readonly ResourceType<JsonObject> Untyped = Resources.Untyped("", "v1", "pods", "Pod", namespaced: true);

    private readonly EventSource source = new() { Component = component };

    public OwnWrites Writes => writes;

    /// <summary>Creates in batches of 1, 2, 4 and so on, so that a fault that hits every pod costs few requests.</summary>
    /// <returns>The first failure's message; null when all succeeded.</returns>
    public async Task<string?> CreateAsync(ObjectKey key, ObjectReference owner, int count, Func<JsonObject> build, CancellationToken ct)
    {
        for (var batch = 1; count > 0; batch *= 2)
        {
            var size = Math.Min(batch, count);
            var failures = await Task.WhenAll(Enumerable.Range(0, size).Select(_ => TryCreateAsync(key, owner, build(), ct)));
            if (failures.FirstOrDefault(failure => failure is not null) is { } first)
                return first;
            count -= size;
        }

        return null;
    }

    /// <summary>Creates one. The failure's message; null when it succeeded or the namespace is going.</summary>
    public async Task<string?> TryCreateAsync(ObjectKey key, ObjectReference owner, JsonObject pod, CancellationToken ct)
    {
        try
        {
            var created = await client.CreateAsync(Untyped, key.Namespace, pod, cancellationToken: ct);
            var metadata = created["metadata"]!;
            writes.Note(key, new() { ResourceVersion = (string?)metadata["resourceVersion"] ?? "" });
            events.Record(owner, "Normal", "SuccessfulCreate", Created((string?)metadata["name"], owner), source);
            return null;
        }
        catch (KubernetesException failure) when (failure.Status?.Details?.Causes.Any(cause => cause.Reason == "NamespaceTerminating") == true)
        {
            return null;
        }
        catch (KubernetesException failure) when (failure.IsAlreadyExists && pod["metadata"]!["name"] is not null)
        {
            // A pod of a fixed name that the cache has not shown yet.
            return null;
        }
        catch (KubernetesException failure)
        {
            events.Record(owner, "Warning", "FailedCreate", $"Error creating: {failure.Message}", source);
            return failure.Message;
        }
    }

    /// <summary>Deletes all. The first failure's message; null when all are going.</summary>
    public async Task<string?> DeleteAsync(ObjectReference owner, IReadOnlyCollection<Pod> pods, CancellationToken ct)
    {
        var failures = await Task.WhenAll(pods.Select(pod => TryDeleteAsync(owner, pod, ct)));
        return failures.FirstOrDefault(failure => failure is not null);
    }

    private async Task<string?> TryDeleteAsync(ObjectReference owner, Pod pod, CancellationToken ct)
    {
        try
        {
            writes.NoteDeleted(pod.Metadata.Uid);
            await client.DeleteAsync(Resources.Pods, pod.Metadata.Namespace, pod.Metadata.Name, new() { Uid = pod.Metadata.Uid }, ct);
            events.Record(owner, "Normal", "SuccessfulDelete", Deleted(pod.Metadata.Name, owner), source);
            return null;
        }
        catch (KubernetesException failure) when (failure.IsNotFound || failure.IsConflict)
        {
            // Gone already, or another of the same name: as wanted.
            return null;
        }
        catch (KubernetesException failure)
        {
            writes.Forget(pod.Metadata.Uid);
            events.Record(owner, "Warning", "FailedDelete", $"Error deleting: {failure.Message}", source);
            return failure.Message;
        }
    }

    // The controllers of Kubernetes word these differently.
    private string Created(string? pod, ObjectReference owner) =>
        component == StatefulSetComponent ? $"create Pod {pod} in StatefulSet {owner.Name} successful" : $"Created pod: {pod}";

    private string Deleted(string pod, ObjectReference owner) =>
        component == StatefulSetComponent ? $"delete Pod {pod} in StatefulSet {owner.Name} successful" : $"Deleted pod: {pod}";
}
