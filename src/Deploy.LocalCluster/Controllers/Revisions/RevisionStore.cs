using System.Text.Json;
using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Serialization;
using Deploy.LocalCluster.Controllers.Claims;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.Revisions;

/// <summary>Stores each template of a daemon set or a stateful set once, as a numbered revision.</summary>
/// <param name="context">What loops work with.</param>
/// <param name="ownerType">The workload's kind.</param>
/// <param name="hashLabel">The label of the revision that carries its hash.</param>
internal sealed class RevisionStore<TOwner>(ControlContext context, ResourceType<TOwner> ownerType, string hashLabel)
    where TOwner : class, IKubernetesObject
{
    private readonly Claimer<TOwner, ControllerRevision> claimer = new(context.Client, ownerType, Resources.ControllerRevisions);

    /// <summary>The revisions after the present template has one. Null when its name was taken: the collision is counted and the pass must be repeated.</summary>
    public async Task<RevisionState?> SyncAsync(ObjectMeta owner, LabelSelector selector, PodTemplate template, int? collisions, CancellationToken ct)
    {
        var candidates = context.Caches.Revisions.OwnedBy(owner.Uid).Concat(context.Caches.Revisions.Find(SharedCaches.Orphans, owner.Namespace ?? ""));
        var known = await claimer.ClaimAsync(owner, selector, candidates, static _ => { }, ct);
        var next = RevisionHistory.Next(known);
        if (RevisionHistory.Find(known, template) is not { } found)
            return await CreateAsync(owner, template, collisions, next, ct) is { } created ? new(created, [.. known, created]) : null;
        if (found.Revision == next - 1)
            return new(found, known);
        // A former template is the present one again: its revision becomes the newest.
        var renewed = await context.Client.PatchAsync(Resources.ControllerRevisions, owner.Namespace, found.Metadata.Name, Patch.Merge(new() { ["revision"] = next }), cancellationToken: ct);
        return new(renewed, [.. known.Where(revision => revision != found), renewed]);
    }

    public async Task CleanUpAsync(RevisionState state, ISet<string> used, int? limit, CancellationToken ct)
    {
        foreach (var surplus in RevisionHistory.Surplus(state.All, used, limit))
        {
            try
            {
                await context.Client.DeleteAsync(Resources.ControllerRevisions, surplus.Metadata.Namespace, surplus.Metadata.Name, new() { Uid = surplus.Metadata.Uid }, ct);
            }
            catch (KubernetesException failure) when (failure.IsNotFound)
            {
                // As wanted.
            }
        }
    }

    private async Task<ControllerRevision?> CreateAsync(ObjectMeta owner, PodTemplate template, int? collisions, long number, CancellationToken ct)
    {
        var hash = TemplateHash.Of(template.Canonical, collisions);
        var name = RevisionHistory.Name(owner.Name, hash);
        var labels = JsonSerializer.SerializeToNode(template.Metadata.Labels, ModelJson.Of<IReadOnlyDictionary<string, string>>())!.AsObject();
        labels[hashLabel] = hash;
        var body = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = labels, ["ownerReferences"] = new JsonArray(Ownership.ReferenceTo(ownerType, owner)) },
            ["data"] = RevisionHistory.Data(template),
            ["revision"] = number,
        };
        try
        {
            var created = await context.Client.CreateAsync(Resources.ControllerRevisions.As(ModelJson.Of<JsonObject>), owner.Namespace, body, cancellationToken: ct);
            return created.Deserialize(ModelJson.Of<ControllerRevision>());
        }
        catch (KubernetesException failure) when (failure.IsAlreadyExists)
        {
            var present = await context.Client.FindAsync(Resources.ControllerRevisions, owner.Namespace, name, ct);
            if (present is not null && present.Metadata.IsControlledBy(owner.Uid) && RevisionHistory.Template(present)?.SameAs(template) == true)
                return present;
            await CountCollisionAsync(owner, collisions, ct);
            return null;
        }
    }

    private async Task CountCollisionAsync(ObjectMeta owner, int? collisions, CancellationToken ct)
    {
        var patch = new JsonObject { ["metadata"] = new JsonObject { ["uid"] = owner.Uid }, ["status"] = new JsonObject { ["collisionCount"] = (collisions ?? 0) + 1 } };
        await context.Client.PatchAsync(ownerType, owner.Namespace, owner.Name, Patch.Merge(patch), new() { Subresource = "status" }, ct);
    }
}
