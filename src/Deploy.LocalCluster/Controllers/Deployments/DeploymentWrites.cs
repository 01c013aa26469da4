using System.Text.Json;
using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Serialization;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.Deployments;

/// <summary>Carries out what was decided about a deployment. A conflict ends the pass; the next one decides on what is there then.</summary>
internal sealed class DeploymentWrites(ControlContext context)
{
    // As the real controller: what it notes on a deployment, its revision too, goes through the status and raises no generation.
    private static readonly PatchOptions AsStatus = new() { Subresource = "status" };
    private static readonly EventSource Source = new() { Component = "deployment-controller" };

    public async Task ApplyAsync(DeploymentWorkload deployment, DeploymentPlan plan, CancellationToken ct)
    {
        foreach (var action in plan.Actions)
            await ApplyAsync(deployment, action, ct);
        var metadata = deployment.Metadata;
        if (plan.Revision is { } revision)
            await context.Client.PatchAsync(WorkloadResources.Deployments, metadata.Namespace, metadata.Name, Patch.Merge(Annotate(metadata, revision)), AsStatus, ct);
        if (plan.Status is { } status)
            await context.Client.PatchAsync(WorkloadResources.Deployments, metadata.Namespace, metadata.Name, StatusPatch.Of(metadata, status), AsStatus, ct);
    }

    private Task ApplyAsync(DeploymentWorkload deployment, DeploymentAction action, CancellationToken ct) => action switch
    {
        DeploymentAction.Create create => CreateAsync(deployment, create.Set, ct),
        DeploymentAction.Update update => UpdateAsync(deployment, update, ct),
        DeploymentAction.Delete delete => DeleteAsync(delete.Set.Metadata, ct),
        _ => throw new InvalidOperationException($"Unknown action {action.GetType().Name}."),
    };

    private async Task CreateAsync(DeploymentWorkload deployment, ReplicaSetWorkload draft, CancellationToken ct)
    {
        try
        {
            await context.Client.CreateAsync(WorkloadResources.ReplicaSets.As(ModelJson.Of<JsonObject>), deployment.Metadata.Namespace, Body(deployment, draft), cancellationToken: ct);
        }
        catch (KubernetesException failure) when (failure.IsAlreadyExists)
        {
            await ResolveAsync(deployment, draft, failure, ct);
            return;
        }

        if (draft.Spec.Replicas > 0)
            Report(deployment, $"Scaled up replica set {draft.Metadata.Name} to {draft.Spec.Replicas}");
    }

    // The name is taken: by our own set that the cache has not shown yet, or by another template with the same hash.
    private async Task ResolveAsync(DeploymentWorkload deployment, ReplicaSetWorkload draft, KubernetesException failure, CancellationToken ct)
    {
        var metadata = deployment.Metadata;
        var present = await context.Client.FindAsync(WorkloadResources.ReplicaSets, metadata.Namespace, draft.Metadata.Name, ct);
        if (present is not null && present.Metadata.IsControlledBy(metadata.Uid) && present.Spec.Template.SameAs(deployment.Spec.Template))
            return;
        if (present is not null)
        {
            var collisions = new JsonObject
            {
                ["metadata"] = new JsonObject { ["uid"] = metadata.Uid, ["resourceVersion"] = metadata.ResourceVersion },
                ["status"] = new JsonObject { ["collisionCount"] = (deployment.Status.CollisionCount ?? 0) + 1 },
            };
            await context.Client.PatchAsync(WorkloadResources.Deployments, metadata.Namespace, metadata.Name, Patch.Merge(collisions), new() { Subresource = "status" }, ct);
        }

        throw failure;
    }

    private async Task UpdateAsync(DeploymentWorkload deployment, DeploymentAction.Update update, CancellationToken ct)
    {
        var set = update.Set.Metadata;
        var metadata = new JsonObject { ["uid"] = set.Uid, ["resourceVersion"] = set.ResourceVersion };
        if (update.Annotations.Count > 0)
            metadata["annotations"] = JsonSerializer.SerializeToNode(update.Annotations, ModelJson.Of<IReadOnlyDictionary<string, string>>());
        var spec = new JsonObject();
        if (update.Replicas is { } replicas)
            spec["replicas"] = replicas;
        if (update.MinReadySeconds is { } seconds)
            spec["minReadySeconds"] = seconds;
        var patch = Patch.Merge(new() { ["metadata"] = metadata, ["spec"] = spec });
        await context.Client.PatchAsync(WorkloadResources.ReplicaSets, set.Namespace, set.Name, patch, cancellationToken: ct);
        if (update.Direction is { } direction)
            Report(deployment, $"Scaled {direction} replica set {set.Name} to {update.Replicas}");
    }

    private async Task DeleteAsync(ObjectMeta set, CancellationToken ct)
    {
        try
        {
            await context.Client.DeleteAsync(WorkloadResources.ReplicaSets, set.Namespace, set.Name, new() { Uid = set.Uid, ResourceVersion = set.ResourceVersion }, ct);
        }
        catch (KubernetesException failure) when (failure.IsNotFound)
        {
            // As wanted.
        }
    }

    private void Report(DeploymentWorkload deployment, string message) =>
        context.Events.Record(ObjectReferences.To(WorkloadResources.Deployments, deployment.Metadata), "Normal", "ScalingReplicaSet", message, Source);

    private static JsonObject Annotate(ObjectMeta metadata, string revision) => new()
    {
        ["metadata"] = new JsonObject { ["uid"] = metadata.Uid, ["annotations"] = new JsonObject { [WorkloadLabels.Revision] = revision } },
    };

    private static JsonObject Body(DeploymentWorkload deployment, ReplicaSetWorkload draft)
    {
        var body = JsonSerializer.SerializeToNode(draft, WorkloadJson.Of<ReplicaSetWorkload>())!.AsObject();
        body.Remove("status");
        body["metadata"]!["ownerReferences"] = new JsonArray(Ownership.ReferenceTo(WorkloadResources.Deployments, deployment.Metadata));
        return body;
    }
}
