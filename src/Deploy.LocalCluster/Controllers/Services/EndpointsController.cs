using System.Text.Json;
using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Serialization;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.Services;

/// <summary>Keeps the endpoints of every service with a selector.</summary>
internal sealed class EndpointsController : IControlLoop
{
    /// <summary>Beyond so many addresses changes are gathered for a moment: each write carries all of them.</summary>
    private const int Many = 100;

    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(100);

    private readonly ControlContext context;
    private readonly Reconciler reconciler;
    private readonly Dictionary<string, List<ObjectKey>> servicesOfPod = new(StringComparer.Ordinal);

    public EndpointsController(ControlContext context)
    {
        this.context = context;
        reconciler = context.Reconciler(ReconcileAsync, workers: 5);
        context.Caches.Services.Changed += change => Enqueue(change.Object?.Metadata);
        context.Caches.Endpoints.Changed += change => Enqueue(change.Type == WatchEventType.Deleted ? change.Object?.Metadata : null);
        context.Caches.Pods.Changed += OnPod;
    }

    public Task RunAsync(CancellationToken ct) => reconciler.RunAsync(ct);

    private void Enqueue(ObjectMeta? metadata)
    {
        if (metadata is not null)
            reconciler.Enqueue(metadata.Key());
    }

    // The services that select the pod now, and those that did before.
    private void OnPod(WatchEvent<Pod> change)
    {
        if (change.Object is not { } pod)
            return;
        var now = change.Type == WatchEventType.Deleted ? [] : context.Caches.Services.Items
            .Where(service => service.Metadata.Namespace == pod.Metadata.Namespace && service.Spec.Selector.Count > 0 && Selectors.Contains(pod.Metadata.Labels, service.Spec.Selector))
            .Select(service => service.Metadata.Key()).ToList();
        servicesOfPod.Remove(pod.Metadata.Uid, out var before);
        if (now.Count > 0)
            servicesOfPod[pod.Metadata.Uid] = now;
        foreach (var key in now.Union(before ?? []))
        {
            if (context.Caches.Endpoints.Find(key)?.Subsets.Sum(subset => subset.Addresses.Count + subset.NotReadyAddresses.Count) > Many)
                reconciler.Enqueue(key, Gathering);
            else
                reconciler.Enqueue(key);
        }
    }

    private async Task<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken ct)
    {
        var service = context.Caches.Services.Find(key);
        var present = context.Caches.Endpoints.Find(key);
        if (service is null && present is not null)
            await DeleteAsync(key, ct);
        if (service is null || service.Spec.Selector.Count == 0 || service.Metadata.DeletionTimestamp is not null)
            return ReconcileResult.Done;
        var pods = context.Caches.Pods.Items.Where(pod => pod.Metadata.Namespace == key.Namespace);
        var subsets = EndpointsDecision.Subsets(service, pods);
        if (present is not null && EndpointsDecision.Describe(present.Subsets) == EndpointsDecision.Describe(subsets) && Selectors.Contains(present.Metadata.Labels, service.Metadata.Labels))
            return ReconcileResult.Done;
        await WriteAsync(key, service, subsets, present is not null, ct);
        return ReconcileResult.Done;
    }

    private async Task WriteAsync(ObjectKey key, Service service, IReadOnlyList<EndpointSubset> subsets, bool exists, CancellationToken ct)
    {
        var written = new Endpoints { Metadata = new() { Name = key.Name, Namespace = key.Namespace, Labels = service.Metadata.Labels }, Subsets = subsets };
        var body = JsonSerializer.SerializeToNode(written, ModelJson.Of<Endpoints>())!.AsObject();
        try
        {
            if (exists)
            {
                var patch = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = body["metadata"]!["labels"]?.DeepClone() }, ["subsets"] = body["subsets"]?.DeepClone() };
                await context.Client.PatchAsync(Resources.Endpoints, key.Namespace, key.Name, Patch.Merge(patch), cancellationToken: ct);
            }
            else
            {
                await context.Client.CreateAsync(Resources.Endpoints.As(ModelJson.Of<JsonObject>), key.Namespace, body, cancellationToken: ct);
            }
        }
        catch (KubernetesException failure) when (failure.IsNotFound || failure.IsAlreadyExists)
        {
            // The cache was behind: look again at once.
            reconciler.Enqueue(key);
        }
    }

    private async Task DeleteAsync(ObjectKey key, CancellationToken ct)
    {
        try
        {
            await context.Client.DeleteAsync(Resources.Endpoints, key.Namespace, key.Name, cancellationToken: ct);
        }
        catch (KubernetesException failure) when (failure.IsNotFound)
        {
            // As wanted.
        }
    }
}
