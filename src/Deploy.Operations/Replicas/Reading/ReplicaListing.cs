using Deploy.Kubernetes.Models;

namespace Deploy.Operations.Replicas;

/// <summary>
/// The statuses of one list while it is read. Of a pod it keeps what its row shows; the pod itself only where its cause needs
/// more evidence.
/// </summary>
internal sealed class ReplicaListing(ReplicaQuery query, DateTimeOffset now)
{
    // Above this many replicas their recreation is told from the pods alone: the events of so many objects are too many to read.
    private const int EventsUpTo = 200;

    private const int PodsPerCollection = 1000;

    private static readonly Revisions NoRevisions = new();
    private readonly TextPool _pool = new();
    private readonly List<(ReplicaStatus Status, PodStub Stub)> _rows = [];
    private readonly Dictionary<string, (Pod Pod, int Row)> _wanting = new(StringComparer.Ordinal);
    private readonly List<Departure> _departures = [];
    private readonly List<Event> _events = [];
    private int _taken;

    public int Count => _rows.Count;

    public IReadOnlyList<(Pod Pod, EvidenceKinds Wants)> Wanting => [.. _wanting.Values.Select(entry => (entry.Pod, _rows[entry.Row].Stub.Wants))];

    /// <summary>The namespaces whose events tell why replicas were recreated; none where that would be too much to read.</summary>
    public IEnumerable<string> NamespacesToExplain =>
        _rows.Count is > 0 and <= EventsUpTo && query.Names.Count + query.ReplicaNames.Count > 0
            ? _rows.Select(row => row.Status.Namespace).Distinct(StringComparer.Ordinal) : [];

    public void Take(Pod pod)
    {
        // Decoded pods die at once. The runtime would let them pile up to the size of the processor's cache before it looks;
        // looking now and then keeps a command over thousands of replicas as small as one over a few.
        if (++_taken % PodsPerCollection == 0) GC.Collect(0, GCCollectionMode.Forced, blocking: true);
        if (ModuleIdentity.Of(pod) is not { } module) return;
        var verdict = ReplicaStates.Decide(pod, null, query.StateOptions, now);
        if (verdict.State != ReplicaState.Responsive && Departure.Of(pod, module, verdict) is { } gone) _departures.Add(gone);
        if (!query.Selects(pod.Metadata.Name, pod.Spec.NodeName, module) || !query.Selects(verdict.State)) return;
        var status = new StatusBuilder(NoRevisions, _pool).Build(pod, module, verdict, now);
        if (verdict.Wants != EvidenceKinds.None) _wanting[pod.Metadata.Uid] = (pod, _rows.Count);
        _rows.Add((status, PodStub.Of(pod, verdict.Wants, _pool)));
    }

    /// <summary>Works the causes out again with what was read for them.</summary>
    public void Explain(IReadOnlyDictionary<string, ReplicaEvidence> evidence)
    {
        foreach (var (uid, (pod, row)) in _wanting)
        {
            var verdict = ReplicaStates.Decide(pod, evidence.GetValueOrDefault(uid), query.StateOptions, now);
            _rows[row] = (_rows[row].Status with { State = verdict.State, Cause = verdict.Cause }, _rows[row].Stub);
        }
    }

    /// <summary>Takes events of workloads and of replicas that are gone.</summary>
    public void Tell(IEnumerable<Event> events) => _events.AddRange(events);

    public static bool Concerns(Event entry) =>
        entry.Reason is "ScalingReplicaSet" or "Evicted" or "BaseDead" or "TaintManagerEviction" or "NodeControllerEviction" or "Preempted" or "Killing";

    public IReadOnlyList<ReplicaStatus> Finish(Revisions revisions)
    {
        var statuses = new List<ReplicaStatus>(_rows.Count);
        foreach (var (status, stub) in _rows)
        {
            var revision = revisions.Of(stub.OwnerUid) ?? stub.Revision;
            var origin = new ReplicaOrigin(status.Namespace, status.Name, status.Module, stub.Workload, stub.Set, revision, status.CreatedAt, revisions.CreatedAt(stub.OwnerUid));
            var because = RecreationRules.Explain(origin, _departures, _events);
            statuses.Add(status with { Revision = revision, RecreatedBecause = because is null ? null : _pool.Share(because) });
        }
        statuses.Sort(static (left, right) => Compare(left, right));
        return statuses;
    }

    private static int Compare(ReplicaStatus left, ReplicaStatus right)
    {
        var order = string.CompareOrdinal(left.Namespace, right.Namespace);
        if (order == 0) order = string.CompareOrdinal(left.Module, right.Module);
        return order != 0 ? order : string.CompareOrdinal(left.Name, right.Name);
    }
}
