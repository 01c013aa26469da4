using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Releases.State;
using Deploy.Operations.Replicas;

namespace Deploy.Operations.Releases.Rollout;

/// <summary>
/// Reads the events of replicas whose image could not be pulled: while a node waits before it tries again, the pod says only that, and
/// whoever looks then would not learn that there is no such image. A few replicas, each once.
/// </summary>
internal sealed class PullEvents(KubernetesClient client)
{
    private const int Most = 3;

    private readonly Dictionary<string, ReplicaEvidence> _read = new(StringComparer.Ordinal);

    /// <summary>The snapshot with what is known of failed pulls.</summary>
    internal async Task<WorkloadSnapshot> AddToAsync(WorkloadSnapshot snapshot, ReleaseRecord release, CancellationToken cancellationToken)
    {
        foreach (var pod in Waiting(snapshot, release).Take(Most - _read.Count).ToList())
        {
            var events = await new EvidenceReader(client).ReadEventsAsync(pod.Metadata.Namespace ?? "default", pod.Metadata.Name, pod.Metadata.Uid, cancellationToken);
            _read[pod.Metadata.Uid] = new ReplicaEvidence { Events = events };
        }
        return snapshot with { Evidence = _read };
    }

    private IEnumerable<Pod> Waiting(WorkloadSnapshot snapshot, ReleaseRecord release) => (snapshot.Pods ?? [])
        .Where(pod => pod.Status.ContainerStatuses.Concat(pod.Status.InitContainerStatuses).Any(container => container.State?.Waiting?.Reason == "ImagePullBackOff"))
        .Where(pod => !_read.ContainsKey(pod.Metadata.Uid) && TargetReplicas.IsTarget(pod, snapshot.Workload, release));
}
