using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Serialization;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.Namespaces;

/// <summary>Empties a namespace that is being deleted, then lets it go.</summary>
internal sealed class NamespaceController : IControlLoop
{
    private const string Finalizer = "kubernetes";

    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(100);

    private readonly ControlContext context;
    private readonly Reconciler reconciler;
    private readonly ResourceCache<Namespace> namespaces;

    public NamespaceController(ControlContext context)
    {
        this.context = context;
        namespaces = new(context.Client, Resources.Namespaces);
        reconciler = context.Reconciler(ReconcileAsync, workers: 2);
        namespaces.Changed += change =>
        {
            if (change.Object is { Metadata.DeletionTimestamp: not null } going)
                reconciler.Enqueue(going.Metadata.Key());
        };
    }

    public Task RunAsync(CancellationToken ct) => Task.WhenAll(namespaces.RunAsync(ct), reconciler.RunAsync(ct));

    private async Task<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken ct)
    {
        if (namespaces.Find(key) is not { Metadata.DeletionTimestamp: not null } going || !going.Spec.Finalizers.Contains(Finalizer, StringComparer.Ordinal))
            return ReconcileResult.Done;
        var left = 0;
        foreach (var type in ServedTypes.All.Where(type => type.Namespaced))
            left += await EmptyAsync(type, key.Name, ct);
        // What has finalizers or a grace period is waited for.
        if (left > 0)
            return ReconcileResult.Again(Again);
        await FinalizeAsync(going, ct);
        return ReconcileResult.Done;
    }

    // How many objects of the kind were there.
    private async Task<int> EmptyAsync(ResourceType<OwnedObject> type, string ns, CancellationToken ct)
    {
        var items = (await context.Client.ListAllAsync(type, ns, cancellationToken: ct)).Items;
        foreach (var item in items.Where(item => item.Metadata.DeletionTimestamp is null))
        {
            try
            {
                await context.Client.DeleteAsync(type, ns, item.Metadata.Name, new() { Uid = item.Metadata.Uid, Propagation = PropagationPolicy.Background }, ct);
            }
            catch (KubernetesException failure) when (failure.IsNotFound)
            {
                // As wanted.
            }
        }

        return items.Count;
    }

    // The finalize subresource takes whole objects only: it is addressed as an object below the namespace.
    private async Task FinalizeAsync(Namespace going, CancellationToken ct)
    {
        var body = await context.Client.GetAsync(Resources.Namespaces.As(ModelJson.Of<JsonObject>), null, going.Metadata.Name, ct);
        if (body["spec"]?["finalizers"] is JsonArray finalizers)
            finalizers.RemoveAll(finalizer => (string?)finalizer == Finalizer);
        var below = Resources.Namespaces.As(ModelJson.Of<JsonObject>) with { Plural = $"namespaces/{going.Metadata.Name}" };
        await context.Client.ReplaceAsync(below, null, "finalize", body, ct);
    }
}
