using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.Claims;

/// <summary>Adopts what a controller selects and nobody owns, and releases what it no longer selects.</summary>
internal sealed class Claimer<TOwner, TOwned>(KubernetesClient client, ResourceType<TOwner> ownerType, ResourceType<TOwned> ownedType)
    where TOwner : class, IKubernetesObject
    where TOwned : class, IKubernetesObject
{
    /// <summary>The candidates that belong to the owner, after adoption and release.</summary>
    /// <param name="owner">The controller.</param>
    /// <param name="selector">What it selects.</param>
    /// <param name="candidates">What it owns, and orphans of its namespace.</param>
    /// <param name="changed">Told each object that was adopted or released, as it is now.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<TOwned>> ClaimAsync(ObjectMeta owner, LabelSelector selector, IEnumerable<TOwned> candidates, Action<ObjectMeta> changed, CancellationToken ct)
    {
        var owned = new List<TOwned>();
        bool? mayAdopt = null;
        foreach (var candidate in candidates)
        {
            var claim = ClaimDecision.Decide(owner, selector, candidate.Metadata);
            if (claim == Claim.Own)
                owned.Add(candidate);
            else if (claim == Claim.Release && await PatchAsync(owner, candidate, Release(owner), ct) is { } released)
                changed(released.Metadata);
            else if (claim == Claim.Adopt && (mayAdopt ??= await StillExistsAsync(owner, ct)) && await PatchAsync(owner, candidate, Adopt(owner), ct) is { } adopted)
            {
                changed(adopted.Metadata);
                owned.Add(adopted);
            }
        }

        return owned;
    }

    // The cache may be behind: an owner that was deleted must not adopt.
    private async Task<bool> StillExistsAsync(ObjectMeta owner, CancellationToken ct) =>
        await client.FindAsync(ownerType, owner.Namespace, owner.Name, ct) is { } fresh && fresh.Metadata.Uid == owner.Uid && fresh.Metadata.DeletionTimestamp is null;

    private async Task<TOwned?> PatchAsync(ObjectMeta owner, TOwned candidate, JsonObject reference, CancellationToken ct)
    {
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["uid"] = candidate.Metadata.Uid, ["ownerReferences"] = new JsonArray(reference) },
        };
        try
        {
            return await client.PatchAsync(ownedType, owner.Namespace, candidate.Metadata.Name, Patch.Strategic(patch), cancellationToken: ct);
        }
        catch (KubernetesException failure) when (failure.IsNotFound || failure.IsInvalid || failure.IsConflict)
        {
            // Gone, replaced, or adopted by another meanwhile: not ours.
            return null;
        }
    }

    private JsonObject Adopt(ObjectMeta owner) => Ownership.ReferenceTo(ownerType, owner);

    private static JsonObject Release(ObjectMeta owner) => new() { ["$patch"] = "delete", ["uid"] = owner.Uid };
}
