using System.Text.Json;
using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Serialization;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.Disruption;

/// <summary>Keeps the status of disruption budgets, which evictions are granted from.</summary>
internal sealed class DisruptionController : IControlLoop
{
    private readonly ControlContext context;
    private readonly Reconciler reconciler;
    private readonly ResourceCache<PodDisruptionBudget> budgets;

    public DisruptionController(ControlContext context)
    {
        this.context = context;
        budgets = new(context.Client, Resources.PodDisruptionBudgets);
        reconciler = context.Reconciler(ReconcileAsync, workers: 2);
        budgets.Changed += change => Enqueue(change.Object?.Metadata);
        context.Caches.Pods.Changed += change => EnqueueIn(change.Object?.Metadata.Namespace);
        context.Caches.Deployments.Changed += change => EnqueueIn(change.Object?.Metadata.Namespace);
        context.Caches.ReplicaSets.Changed += change => EnqueueIn(change.Object?.Metadata.Namespace);
        context.Caches.StatefulSets.Changed += change => EnqueueIn(change.Object?.Metadata.Namespace);
    }

    public Task RunAsync(CancellationToken ct) => Task.WhenAll(budgets.RunAsync(ct), reconciler.RunAsync(ct));

    private void Enqueue(ObjectMeta? metadata)
    {
        if (metadata is not null)
            reconciler.Enqueue(metadata.Key());
    }

    private void EnqueueIn(string? ns)
    {
        foreach (var budget in budgets.Items.Where(budget => budget.Metadata.Namespace == ns))
            Enqueue(budget.Metadata);
    }

    private async Task<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken ct)
    {
        if (budgets.Find(key) is not { } budget || budget.Metadata.DeletionTimestamp is not null)
            return ReconcileResult.Done;
        var pods = context.Caches.Pods.Items.Where(pod => pod.Metadata.Namespace == key.Namespace && !pod.HasFinished() && budget.Spec.Selector?.Matches(pod.Metadata.Labels) == true).ToList();
        var status = DisruptionDecision.Status(budget, pods, Sizes(pods), context.Time.GetUtcNow());
        if (Text(status) != Text(budget.Status))
            await WriteAsync(budget, status, ct);
        return status.DisruptedPods.Count > 0 ? ReconcileResult.Again(TimeSpan.FromSeconds(30)) : ReconcileResult.Done;
    }

    // Guarded by the version: an eviction granted meanwhile must not be overwritten.
    private async Task WriteAsync(PodDisruptionBudget budget, PodDisruptionBudgetStatus status, CancellationToken ct)
    {
        var body = JsonSerializer.SerializeToNode(status, ModelJson.Of<PodDisruptionBudgetStatus>())!.AsObject();
        var disrupted = PodBuilder.Child(body, "disruptedPods");
        foreach (var gone in budget.Status.DisruptedPods.Keys.Where(name => !status.DisruptedPods.ContainsKey(name)))
            disrupted[gone] = null;
        var metadata = new JsonObject { ["uid"] = budget.Metadata.Uid, ["resourceVersion"] = budget.Metadata.ResourceVersion };
        await context.Client.PatchAsync(Resources.PodDisruptionBudgets, budget.Metadata.Namespace, budget.Metadata.Name, Patch.Merge(new() { ["metadata"] = metadata, ["status"] = body }), new() { Subresource = "status" }, ct);
    }

    // The size of each workload, counted once: a deployment stands for its replica sets.
    private List<int> Sizes(IEnumerable<Pod> pods)
    {
        var sizes = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var pod in pods)
        {
            if (pod.Metadata.Controller() is not { } owner)
                continue;
            var key = new ObjectKey(pod.Metadata.Namespace ?? "", owner.Name);
            if (owner.Kind == "StatefulSet" && context.Caches.StatefulSets.Find(key) is { } stateful)
                sizes[owner.Uid] = stateful.Spec.Replicas;
            else if (owner.Kind == "ReplicaSet" && context.Caches.ReplicaSets.Find(key) is { } set)
                Add(sizes, set);
        }

        return [.. sizes.Values];
    }

    private void Add(Dictionary<string, int> sizes, ReplicaSetWorkload set)
    {
        if (set.Metadata.Controller() is { Kind: "Deployment" } owner && context.Caches.Deployments.Find(new ObjectKey(set.Metadata.Namespace ?? "", owner.Name)) is { } deployment)
            sizes[owner.Uid] = deployment.Spec.Replicas;
        else
            sizes[set.Metadata.Uid] = set.Spec.Replicas;
    }

    private static string Text(PodDisruptionBudgetStatus status) => JsonSerializer.Serialize(status, ModelJson.Of<PodDisruptionBudgetStatus>());
}
