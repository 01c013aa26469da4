using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Replicas;
using Deploy.Operations.Replicas.Waiting;

namespace Deploy.Operations.Releases.Rollout;

/// <summary>
/// Reads what a wait must know of replicas besides their pods. The events of those whose cause needs them: of a volume that cannot be
/// mounted, a sandbox that fails or a check's answer the pod itself says nothing, and whatever status can name, a wait ends by. And what is
/// free, or will be when the replicas that are ending have gone, for those without a node: nothing is given up for want of a room that comes.
/// </summary>
internal sealed class ReplicaInquiry(KubernetesClient client, TimeProvider time)
{
    // A few replicas: they share their image and their settings.
    private const int MostTold = 3;
    private static readonly TimeSpan s_betweenTellings = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_afterTrouble = TimeSpan.FromSeconds(2);

    // Most replicas get their node within this time; to look at all nodes and pods is dear.
    private static readonly TimeSpan s_beforeLooking = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromSeconds(5);

    private readonly EvidenceReader _reader = new(client);
    private readonly Dictionary<string, IReadOnlyList<Event>> _told = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EndingRoom> _rooms = new(StringComparer.Ordinal);
    private ClusterCapacity? _capacity;
    private DateTimeOffset? _tellAgainAt;
    private DateTimeOffset? _lookedAt;
    private DateTimeOffset? _lookAt;

    /// <summary>When to ask again though nothing changes; null when there is nothing to ask.</summary>
    internal DateTimeOffset? AskAgainAt => _tellAgainAt is null || _lookAt < _tellAgainAt ? _lookAt ?? _tellAgainAt : _tellAgainAt;

    /// <summary>The snapshot with what is known. A server that gives no answer holds up no release: it is asked again later.</summary>
    /// <param name="snapshot">The module.</param>
    /// <param name="isAwaited">Whether a replica is one that is waited for.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal async Task<WorkloadSnapshot> AddToAsync(WorkloadSnapshot snapshot, Func<Pod, bool> isAwaited, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var pods = (snapshot.Pods ?? []).Where(pod => pod.Metadata.DeletionTimestamp is null).ToList();
        await ListenAsync(pods.Where(pod => !string.IsNullOrEmpty(pod.Spec.NodeName) && isAwaited(pod)).ToList(), now, cancellationToken);
        var homeless = pods.Where(pod => SinceRefused(pod) is not null && isAwaited(pod)).ToList();
        await LookForRoomAsync(homeless, now, cancellationToken);
        var evidence = new Dictionary<string, ReplicaEvidence>(StringComparer.Ordinal);
        foreach (var (uid, events) in _told)
            evidence[uid] = new() { Events = events };
        foreach (var pod in homeless)
            evidence[pod.Metadata.Uid] = Known(pod);
        return snapshot with { Evidence = evidence };
    }

    private ReplicaEvidence Known(Pod pod) => new()
    {
        Events = _told.GetValueOrDefault(pod.Metadata.Uid),
        Capacity = _capacity,
        Room = _rooms.GetValueOrDefault(pod.Metadata.Uid),
    };

    // Once a cause wants them, and again while it does: what a node says changes with each of its tries.
    private async Task ListenAsync(IReadOnlyList<Pod> placed, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (_tellAgainAt > now)
            return;
        _tellAgainAt = null;
        var verdicts = placed.Select(pod => (Pod: pod, Verdict: ReplicaStates.Decide(pod, null, null, now))).Where(entry => entry.Verdict.State != ReplicaState.Responsive).ToList();
        var troubled = verdicts.Where(entry => entry.Verdict.Wants.HasFlag(EvidenceKinds.Events)).Select(entry => entry.Pod)
            .OrderByDescending(pod => _told.ContainsKey(pod.Metadata.Uid)).Take(MostTold).ToList();
        foreach (var gone in _told.Keys.Except(troubled.Select(pod => pod.Metadata.Uid)).ToList())
            _told.Remove(gone);
        try
        {
            foreach (var pod in troubled)
                _told[pod.Metadata.Uid] = await _reader.ReadEventsAsync(pod.Metadata.Namespace ?? "default", pod.Metadata.Name, pod.Metadata.Uid, cancellationToken);
            if (verdicts.Count > 0)
                _tellAgainAt = now + s_betweenTellings;
        }
        catch (KubernetesException failure) when (failure.IsPassing())
        {
            _tellAgainAt = time.GetUtcNow() + s_afterTrouble;
        }
    }

    private async Task LookForRoomAsync(List<Pod> homeless, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (homeless.Count == 0)
        {
            (_capacity, _lookedAt, _lookAt) = (null, null, null);
            _rooms.Clear();
            return;
        }
        var dueAt = homeless.Select(DueAt).Min();
        if (dueAt is null || dueAt > now)
        {
            _lookAt = dueAt;
            return;
        }
        try
        {
            _capacity = await _reader.ReadCapacityAsync(homeless[0].Metadata.Namespace ?? "default", cancellationToken);
            _lookedAt = now;
        }
        catch (KubernetesException failure) when (failure.IsPassing())
        {
            _lookAt = now + s_afterTrouble;
            return;
        }
        foreach (var pod in homeless)
            Note(pod.Metadata.Uid, _capacity?.RoomFor(pod, now), _capacity?.IsComplete ?? false);
        _lookAt = homeless.Select(DueAt).Min();

        // A look at intervals, and one more before anything is given up: what began to end since the last one is waited for too.
        DateTimeOffset? DueAt(Pod pod)
        {
            var verdict = ReplicaStates.Decide(pod, Known(pod), null, now);
            if (verdict.Cause is not { } cause || !SchedulingCauses.IsHeldByOthers(cause))
                return null;
            if (_lookedAt is not { } looked)
                return Moments.Plus(SinceRefused(pod) ?? now, s_beforeLooking);
            var givenUpAt = ReplicaProspects.Of(new ReplicaFacts(pod, verdict), WaitOptions.Default, now).HopelessAt;
            var next = looked + s_betweenLooks;
            return givenUpAt > looked && givenUpAt < next ? givenUpAt : next;
        }
    }

    private void Note(string uid, EndingRoom? found, bool isCertain)
    {
        var known = _rooms.GetValueOrDefault(uid);
        if (found is null && !isCertain && known is not null)
            return;
        if (found is null)
            _rooms.Remove(uid);
        // That there is room already is waited on once: the scheduler may know something against it that is not seen from here.
        else if (found.Replicas > 0 || known is not { Replicas: 0 })
            _rooms[uid] = found;
    }

    // Since when the scheduler has found no node for it; null where it has one, or was not looked at yet.
    private static DateTimeOffset? SinceRefused(Pod pod) =>
        string.IsNullOrEmpty(pod.Spec.NodeName) && Conditions.Find(pod.Status.Conditions, "PodScheduled") is { Status: "False" } refused
            ? refused.LastTransitionTime ?? pod.Metadata.CreationTimestamp ?? DateTimeOffset.MinValue : null;
}
