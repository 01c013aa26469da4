using System.Net;
using Deploy.Kubernetes;

namespace Deploy.Operations.Replicas;

/// <summary>Reads the revisions of a namespace's ReplicaSets; an account that may not read them gets none.</summary>
internal static class RevisionReader
{
    public static async Task<Revisions> ReadAsync(KubernetesClient client, string? ns, CancellationToken cancellationToken)
    {
        var revisions = new Revisions();
        try
        {
            await foreach (var set in client.ListAsync(ReplicaResources.ReplicaSets, ns, new ListOptions { FromCache = true }, cancellationToken))
                revisions.Add(set);
        }
        catch (KubernetesException refused) when (refused.StatusCode == HttpStatusCode.Forbidden)
        {
            return revisions;
        }
        return revisions;
    }
}
