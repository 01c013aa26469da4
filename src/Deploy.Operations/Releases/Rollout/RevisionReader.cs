using Deploy.Kubernetes;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Releases.Rollout;

/// <summary>Reads the revisions of a workload once.</summary>
internal static class RevisionReader
{
    internal static async Task<IReadOnlyList<RevisionSet>> ReadAsync(KubernetesClient client, Workload workload, CancellationToken cancellationToken)
    {
        if (workload.Kind == ModuleKind.Pod)
            return [];
        var resource = workload.Kind == ModuleKind.Deployment ? WorkloadResources.ReplicaSets : WorkloadResources.ControllerRevisions;
        var options = new ListOptions { LabelSelector = SelectorText.Of(workload.Json.At("spec", "selector")) };
        var list = await client.ListAllAsync(resource, workload.Namespace, options, cancellationToken);
        return RevisionSet.OwnedBy(workload, list.Items);
    }
}
