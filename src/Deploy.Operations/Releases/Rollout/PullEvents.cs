using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Releases.State;
using Deploy.Operations.Replicas;

namespace Deploy.Operations.Releases.Rollout;

/// <summary>
/// Reads the events of replicas whose image could not be pulled: while a node waits before it tries again, the pod says only that, and
/// whoever looks then would not learn that there is no such image. A few replicas, each once.
/// </summary>
internal sealed class PullEvents(KubernetesClient client, TimeProvider time)
{
    private const int Most = 3;
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, ReplicaEvidence> _read = new(StringComparer.Ordinal);

    /// <summary>When the server, which gave no answer, is asked again; null while it answers.</summary>
    internal DateTimeOffset? NextTry { get; private set; }

    /// <summary>The snapshot with what is known of failed pulls. A server that gives no answer holds up no release: it is asked again later.</summary>
    internal async Task<WorkloadSnapshot> AddToAsync(WorkloadSnapshot snapshot, ReleaseRecord release, CancellationToken cancellationToken)
    {
        if (NextTry is null || NextTry <= time.GetUtcNow())
            await ReadAsync(Waiting(snapshot, release).Take(Most - _read.Count).ToList(), cancellationToken);
        return snapshot with { Evidence = _read };
    }

    private async Task ReadAsync(IReadOnlyList<Pod> pods, CancellationToken cancellationToken)
    {
        NextTry = null;
        try
        {
            foreach (var pod in pods)
            {
                var events = await new EvidenceReader(client).ReadEventsAsync(pod.Metadata.Namespace ?? "default", pod.Metadata.Name, pod.Metadata.Uid, cancellationToken);
                _read[pod.Metadata.Uid] = new ReplicaEvidence { Events = events };
            }
        }
        catch (KubernetesException failure) when (failure.IsPassing())
        {
            NextTry = time.GetUtcNow() + s_pause;
        }
    }

    private IEnumerable<Pod> Waiting(WorkloadSnapshot snapshot, ReleaseRecord release) => (snapshot.Pods ?? [])
        .Where(pod => pod.Status.ContainerStatuses.Concat(pod.Status.InitContainerStatuses).Any(container => container.State?.Waiting?.Reason == "ImagePullBackOff"))
        .Where(pod => !_read.ContainsKey(pod.Metadata.Uid) && TargetReplicas.IsTarget(pod, snapshot.Workload, release));
}
