using System.Text.Json.Nodes;
using Deploy.Kubernetes;

namespace Deploy.Operations.Releases.Planning;

/// <summary>One request that changes one object.</summary>
/// <param name="Body">The object to create or the strategic merge patch; null for a deletion.</param>
internal sealed record ObjectWrite(ChangeAction Action, ResourceType<JsonObject> Resource, string Namespace, string Name, JsonObject? Body = null, DeleteOptions? Deletion = null)
{
    /// <summary>A patch that applies to this version of the object only; a change by others in between is a conflict.</summary>
    internal static ObjectWrite PatchOf(ResourceType<JsonObject> resource, string ns, string name, string? resourceVersion, JsonObject patch)
    {
        if (resourceVersion is not null)
            Modules.JsonNavigation.Child(patch, "metadata")["resourceVersion"] = resourceVersion;
        return new ObjectWrite(ChangeAction.Patch, resource, ns, name, patch);
    }

    /// <summary>Carries it out; null for a deletion, also of what is gone already.</summary>
    internal async Task<JsonObject?> RunAsync(KubernetesClient client, bool dryRun, CancellationToken cancellationToken)
    {
        switch (Action)
        {
            case ChangeAction.Create:
                return await client.CreateAsync(Resource, Namespace, Body!, new CreateOptions { DryRun = dryRun }, cancellationToken);
            case ChangeAction.Delete:
                await DeleteAsync(client, dryRun, cancellationToken);
                return null;
            default:
                return await client.PatchAsync(Resource, Namespace, Name, Patch.Strategic(Body!), new PatchOptions { DryRun = dryRun }, cancellationToken);
        }
    }

    private async Task DeleteAsync(KubernetesClient client, bool dryRun, CancellationToken cancellationToken)
    {
        try
        {
            await client.DeleteAsync(Resource, Namespace, Name, (Deletion ?? new DeleteOptions()) with { DryRun = dryRun }, cancellationToken);
        }
        catch (KubernetesException failure) when (failure.IsNotFound)
        {
            // Gone is what was wanted.
        }
    }
}
