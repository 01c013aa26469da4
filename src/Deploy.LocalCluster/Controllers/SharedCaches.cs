using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers;

/// <summary>The objects that the loops look at, watched once for all of them.</summary>
internal sealed class SharedCaches
{
    /// <summary>Index of pods and sets that nobody controls, by namespace.</summary>
    public const string Orphans = "orphans";

    public SharedCaches(KubernetesClient client)
    {
        Pods = new(client, Resources.Pods);
        ReplicaSets = new(client, WorkloadResources.ReplicaSets);
        Deployments = new(client, WorkloadResources.Deployments);
        StatefulSets = new(client, WorkloadResources.StatefulSets);
        DaemonSets = new(client, WorkloadResources.DaemonSets);
        Revisions = new(client, Resources.ControllerRevisions);
        Nodes = new(client, Resources.Nodes);
        Services = new(client, Resources.Services);
        Endpoints = new(client, Resources.Endpoints);
        Leases = new(client, Resources.Leases, "kube-node-lease");
        Pods.AddIndex(Orphans, pod => OrphanIn(pod.Metadata));
        ReplicaSets.AddIndex(Orphans, set => OrphanIn(set.Metadata));
        Revisions.AddIndex(Orphans, revision => OrphanIn(revision.Metadata));
        PodProgress = CacheProgress.Of(Pods);
    }

    public ResourceCache<Pod> Pods { get; }

    public ResourceCache<ReplicaSetWorkload> ReplicaSets { get; }

    public ResourceCache<DeploymentWorkload> Deployments { get; }

    public ResourceCache<StatefulSetWorkload> StatefulSets { get; }

    public ResourceCache<DaemonSetWorkload> DaemonSets { get; }

    public ResourceCache<ControllerRevision> Revisions { get; }

    public ResourceCache<Node> Nodes { get; }

    public ResourceCache<Service> Services { get; }

    public ResourceCache<Endpoints> Endpoints { get; }

    public ResourceCache<Lease> Leases { get; }

    /// <summary>How far the pod cache is.</summary>
    public CacheProgress PodProgress { get; }

    public Task RunAsync(CancellationToken ct) => Task.WhenAll(
        Pods.RunAsync(ct), ReplicaSets.RunAsync(ct), Deployments.RunAsync(ct), StatefulSets.RunAsync(ct), DaemonSets.RunAsync(ct),
        Revisions.RunAsync(ct), Nodes.RunAsync(ct), Services.RunAsync(ct), Endpoints.RunAsync(ct), Leases.RunAsync(ct));

    public Task WaitForSyncAsync(CancellationToken ct) => Task.WhenAll(
        Pods.WaitForSyncAsync(ct), ReplicaSets.WaitForSyncAsync(ct), Deployments.WaitForSyncAsync(ct), StatefulSets.WaitForSyncAsync(ct), DaemonSets.WaitForSyncAsync(ct),
        Revisions.WaitForSyncAsync(ct), Nodes.WaitForSyncAsync(ct), Services.WaitForSyncAsync(ct), Endpoints.WaitForSyncAsync(ct), Leases.WaitForSyncAsync(ct));

    private static IEnumerable<string> OrphanIn(ObjectMeta metadata) => metadata.Controller() is null ? [metadata.Namespace ?? ""] : [];
}
