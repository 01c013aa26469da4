using System.Net;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Replicas;

namespace Deploy.Operations.Diagnostics;

/// <summary>Finds the workload that keeps a pod, through the ReplicaSet where there is one.</summary>
internal sealed class WorkloadReader(KubernetesClient client)
{
    /// <summary>The workload; null for a bare pod, and where the workload is gone or may not be read.</summary>
    public async Task<WorkloadDiagnostic?> ReadAsync(Pod pod, CancellationToken cancellationToken)
    {
        if (ModuleIdentity.Owner(pod) is not { } owner || pod.Metadata.Namespace is not { } ns) return null;
        try
        {
            return owner.Kind switch
            {
                "ReplicaSet" => await OfSetAsync(ns, owner.Name, cancellationToken),
                "StatefulSet" => await client.FindAsync(Resources.StatefulSets, ns, owner.Name, cancellationToken) is { } set
                    ? new(owner.Kind, owner.Name, set.Spec.Replicas ?? 1, set.Status.UpdatedReplicas, set.Status.ReadyReplicas, EventDiagnosis.Of(set.Status.Conditions)) : null,
                "DaemonSet" => await client.FindAsync(Resources.DaemonSets, ns, owner.Name, cancellationToken) is { } set
                    ? new(owner.Kind, owner.Name, set.Status.DesiredNumberScheduled, set.Status.UpdatedNumberScheduled, set.Status.NumberReady, EventDiagnosis.Of(set.Status.Conditions)) : null,
                _ => null,
            };
        }
        catch (KubernetesException refused) when (refused.StatusCode == HttpStatusCode.Forbidden)
        {
            return null;
        }
    }

    private async Task<WorkloadDiagnostic?> OfSetAsync(string ns, string name, CancellationToken cancellationToken)
    {
        if (await client.FindAsync(Resources.ReplicaSets, ns, name, cancellationToken) is not { } set) return null;
        var owner = set.Metadata.OwnerReferences.FirstOrDefault(reference => reference?.Controller == true);
        var deployment = owner?.Kind == "Deployment" ? await client.FindAsync(Resources.Deployments, ns, owner.Name, cancellationToken) : null;
        return deployment is null
            ? new("ReplicaSet", name, set.Spec.Replicas ?? 1, set.Status.Replicas, set.Status.ReadyReplicas, EventDiagnosis.Of(set.Status.Conditions))
            : new("Deployment", deployment.Metadata.Name, deployment.Spec.Replicas ?? 1, deployment.Status.UpdatedReplicas, deployment.Status.ReadyReplicas, EventDiagnosis.Of(deployment.Status.Conditions));
    }
}
