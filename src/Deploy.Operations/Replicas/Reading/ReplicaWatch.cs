using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Errors;

namespace Deploy.Operations.Replicas;

/// <summary>A live view: pod changes and the clock in one stream of status changes.</summary>
internal sealed class ReplicaWatch(KubernetesClient client, TimeProvider time, EvidenceReader evidence, ReplicaQuery query)
{
    private readonly Dictionary<string, WatchedReplica> _replicas = new(StringComparer.Ordinal);
    private readonly HashSet<string> _sets = new(StringComparer.Ordinal);
    private readonly TextPool _pool = new();
    private Revisions _revisions = new();

    public async IAsyncEnumerable<ReplicaChange> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var signals = Channel.CreateBounded<WatchEvent<Pod>>(1024);
        var pump = PumpAsync(signals.Writer, stop.Token);
        try
        {
            while (await NextAsync(signals.Reader, stop.Token) is { } batch)
            {
                foreach (var change in await ApplyAsync(batch, stop.Token)) yield return change;
                foreach (var change in await TickAsync(stop.Token)) yield return change;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await pump.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PumpAsync(ChannelWriter<WatchEvent<Pod>> signals, CancellationToken cancellationToken)
    {
        try
        {
            var options = new ListOptions { LabelSelector = query.LabelSelector, FromCache = true };
            await foreach (var change in client.ListAndWatchAsync(ReplicaResources.Pods, query.Namespace, options, cancellationToken))
                await signals.WriteAsync(change, cancellationToken);
            signals.TryComplete();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            signals.TryComplete();
        }
        catch (Exception error)
        {
            signals.TryComplete(FailureTranslation.Translate(error, query.Namespace ?? "all namespaces"));
        }
    }

    // What has arrived by now, or an empty batch when a state is due to change by time alone; null at the end.
    private async Task<IReadOnlyList<WatchEvent<Pod>>?> NextAsync(ChannelReader<WatchEvent<Pod>> signals, CancellationToken cancellationToken)
    {
        if (!await WaitAsync(signals, cancellationToken)) return null;
        var batch = new List<WatchEvent<Pod>>();
        while (batch.Count < 500 && signals.TryRead(out var signal)) batch.Add(signal);
        return batch;
    }

    private async Task<bool> WaitAsync(ChannelReader<WatchEvent<Pod>> signals, CancellationToken cancellationToken)
    {
        var due = _replicas.Values.Select(replica => replica.Verdict.ChangesAt).Min();
        if (due is not { } at) return await signals.WaitToReadAsync(cancellationToken);
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var arrival = signals.WaitToReadAsync(timer.Token).AsTask();
        var left = at - time.GetUtcNow();
        var alarm = Task.Delay(left <= TimeSpan.Zero ? TimeSpan.Zero : left < MaximumDelay ? left : MaximumDelay, time, timer.Token);
        var first = await Task.WhenAny(arrival, alarm);
        await timer.CancelAsync();
        if (first == arrival) return await arrival;
        await ((Task)arrival).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return !signals.Completion.IsCompleted || await signals.WaitToReadAsync(cancellationToken);
    }

    private static readonly TimeSpan MaximumDelay = TimeSpan.FromHours(1);

    private async Task<IReadOnlyList<ReplicaChange>> ApplyAsync(IReadOnlyList<WatchEvent<Pod>> batch, CancellationToken cancellationToken)
    {
        var changes = new List<ReplicaChange>();
        foreach (var signal in batch)
        {
            if (signal.Type == WatchEventType.Synced)
            {
                changes.AddRange(await JudgeAsync(_replicas.Values.Where(replica => replica.Dirty), cancellationToken));
                changes.Add(new(ReplicaChangeType.Synced, null));
            }
            else if (signal.Object is { } pod)
            {
                if (signal.Type == WatchEventType.Deleted) Remove(pod, changes);
                else Note(pod, changes);
            }
        }
        changes.AddRange(await JudgeAsync(_replicas.Values.Where(replica => replica.Dirty), cancellationToken));
        return changes;
    }

    private void Note(Pod pod, List<ReplicaChange> changes)
    {
        if (ModuleIdentity.Of(pod) is not { } module || !query.Selects(pod.Metadata.Name, pod.Spec.NodeName, module))
        {
            Remove(pod, changes);
            return;
        }
        _replicas.TryGetValue(pod.Metadata.Uid, out var known);
        _replicas[pod.Metadata.Uid] = known is null ? new(pod, module) : known with { Pod = pod, Module = module, Dirty = true };
    }

    private void Remove(Pod pod, List<ReplicaChange> changes)
    {
        if (_replicas.Remove(pod.Metadata.Uid, out var known) && known.Status is { } last)
            changes.Add(new(ReplicaChangeType.Deleted, last with { State = ReplicaState.Deleted, Cause = null, Age = Moments.Since(last.CreatedAt, time.GetUtcNow()) }, last.State));
    }

    private Task<IReadOnlyList<ReplicaChange>> TickAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return JudgeAsync(_replicas.Values.Where(replica => replica.Verdict.ChangesAt <= now), cancellationToken);
    }

    private async Task<IReadOnlyList<ReplicaChange>> JudgeAsync(IEnumerable<WatchedReplica> which, CancellationToken cancellationToken)
    {
        var due = which.ToArray();
        if (due.Length == 0) return [];
        var now = time.GetUtcNow();
        var verdicts = due.Select(replica => (Replica: replica, Verdict: ReplicaStates.Decide(replica.Pod, null, query.StateOptions, now))).ToArray();
        var wanting = verdicts.Where(entry => query.Explain && entry.Verdict.Wants != EvidenceKinds.None).Select(entry => (entry.Replica.Pod, entry.Verdict.Wants)).ToArray();
        var found = wanting.Length == 0 ? null : await evidence.ReadAsync(wanting, cancellationToken);
        if (MeetsNewSets(due)) _revisions = await RevisionReader.ReadAsync(client, query.Namespace, cancellationToken);
        var changes = new List<ReplicaChange>();
        foreach (var (replica, verdict) in verdicts)
        {
            var read = found?.GetValueOrDefault(replica.Pod.Metadata.Uid);
            var final = read is null ? verdict : ReplicaStates.Decide(replica.Pod, read, query.StateOptions, now);
            Tell(replica, final, now, changes);
        }
        return changes;
    }

    // A ReplicaSet that was looked for once and not found is not looked for at every change.
    private bool MeetsNewSets(IEnumerable<WatchedReplica> replicas)
    {
        var met = false;
        foreach (var replica in replicas)
            met |= ModuleIdentity.Owner(replica.Pod) is { Kind: "ReplicaSet" } owner && _sets.Add(owner.Uid);
        return met;
    }

    private void Tell(WatchedReplica replica, ReplicaVerdict verdict, DateTimeOffset now, List<ReplicaChange> changes)
    {
        var status = new StatusBuilder(_revisions, _pool).Build(replica.Pod, replica.Module, verdict, now);
        status = status with { RecreatedBecause = replica.Status?.RecreatedBecause ?? Because(replica) };
        var last = replica.Status;
        _replicas[replica.Pod.Metadata.Uid] = replica with { Status = status, Verdict = verdict, Dirty = false };
        if (!query.Selects(status.State) && (last is null || !query.Selects(last.State))) return;
        if (last is null) changes.Add(new(ReplicaChangeType.Added, status));
        else if (Differs(last, status)) changes.Add(new(ReplicaChangeType.Changed, status, last.State));
    }

    private string? Because(WatchedReplica replica)
    {
        var departures = _replicas.Values.Where(other => other.Pod.Metadata.Uid != replica.Pod.Metadata.Uid)
            .Select(other => Departure.Of(other.Pod, other.Module, other.Verdict)).OfType<Departure>();
        return RecreationRules.Explain(ReplicaOrigin.Of(replica.Pod, replica.Module, _revisions), departures, []);
    }

    // What passes with time alone (the age, "since 5 s") is no change.
    internal static bool Differs(ReplicaStatus last, ReplicaStatus status) =>
        last.State != status.State || last.Cause?.Code != status.Cause?.Code || last.Ready != status.Ready || last.Restarts != status.Restarts
        || last.Base != status.Base || last.Ip != status.Ip || last.Version != status.Version || last.Image != status.Image;
}
