using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Deploy.Operations.Errors;
using Deploy.Operations.Replicas;

namespace Deploy.Operations.Health;

/// <summary>
/// A live view that also asks bases, every few seconds and soon after a change. What a base said before a pod changed
/// is not held against the pod: the base is asked again first.
/// </summary>
internal sealed class ComparedWatch(IAsyncEnumerable<ReplicaChange> pods, Func<HashSet<string>, CancellationToken, Task<IReadOnlyList<ModuleBase>>> ask, ReplicaQuery query, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(500);
    private readonly Dictionary<string, Followed> _replicas = new(StringComparer.Ordinal);
    private readonly Channel<Signal> _signals = Channel.CreateBounded<Signal>(1024);
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private volatile HashSet<string> _bases = new(StringComparer.Ordinal);

    public async IAsyncEnumerable<ReplicaChange> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] feeds = [FollowAsync(stop.Token), InquireAsync(stop.Token)];
        try
        {
            await foreach (var signal in _signals.Reader.ReadAllAsync(cancellationToken))
                foreach (var change in signal.Change is { } told ? Take(told) : Hear(signal))
                    yield return change;
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(feeds).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var change in pods.WithCancellation(cancellationToken))
                await _signals.Writer.WriteAsync(new Signal(change), cancellationToken);
            _signals.Writer.TryComplete();
        }
        catch (Exception e)
        {
            _signals.Writer.TryComplete(e);
        }
    }

    private async Task InquireAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            using (var timer = new CancellationTokenSource(Interval, time))
            using (var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken))
                await ((Task)_wake.Reader.WaitToReadAsync(either.Token).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.Delay(Gather, time, cancellationToken);
            _wake.Reader.TryRead(out _);
            var askedAt = time.GetUtcNow();
            if (_bases is { Count: > 0 } bases)
                await _signals.Writer.WriteAsync(new Signal(null, askedAt, await ask(bases, cancellationToken)), cancellationToken);
        }
    }

    private IEnumerable<ReplicaChange> Take(ReplicaChange change)
    {
        if (change.Status is not { } pod)
            return [change];
        _replicas.Remove(pod.Uid, out var known);
        if (change.Type == ReplicaChangeType.Deleted)
            return Shown(pod, known, change.Type);
        var isSame = known is not null && known.Pod.State == pod.State && known.Pod.Version == pod.Version && known.Pod.Base == pod.Base && known.Pod.Restarts == pod.Restarts;
        var told = isSame && known!.IsDoubted ? pod with { State = known.Told.State, Cause = known.Told.Cause } : pod;
        _replicas[pod.Uid] = new Followed(pod, told, isSame ? known!.ChangedAt : time.GetUtcNow());
        Note(pod);
        return Shown(told, known, known is null ? ReplicaChangeType.Added : ReplicaChangeType.Changed);
    }

    private void Note(ReplicaStatus pod)
    {
        if (pod.Base is not { } host || !ModuleBases.IsBase(host))
            return;
        if (!_bases.Contains(host))
            _bases = _bases.Append(host).ToHashSet(StringComparer.Ordinal);
        _wake.Writer.TryWrite(true);
    }

    private List<ReplicaChange> Hear(Signal said)
    {
        var changes = new List<ReplicaChange>();
        var silent = said.Bases.Where(b => b.Modules is null).Select(b => b.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (uid, known) in _replicas.Where(r => r.Value.ChangedAt <= said.AskedAt).ToList())
        {
            var told = ReplicaTruth.Compare([known.Pod], said.Bases, said.AskedAt)[0];
            // What a base said before it fell silent still holds, unless its lease tells more.
            var isSilence = ReferenceEquals(told, known.Pod) && known.Pod.Base is { } host && silent.Contains(host);
            if (isSilence || (!ReplicaWatch.Differs(known.Told, told) && known.Told.Cause?.Message == told.Cause?.Message))
                continue;
            _replicas[uid] = known with { Told = told };
            changes.AddRange(Shown(told, known, ReplicaChangeType.Changed));
        }
        _bases = ComparedReplicas.Bases(_replicas.Values.Select(r => r.Pod));
        return changes;
    }

    private IEnumerable<ReplicaChange> Shown(ReplicaStatus told, Followed? known, ReplicaChangeType type)
    {
        var before = known?.Told.State;
        if (type == ReplicaChangeType.Deleted ? before is { } last && query.Selects(last) : query.Selects(told.State) || (before is { } was && query.Selects(was)))
            yield return new ReplicaChange(type, told, before);
    }

    private sealed record Followed(ReplicaStatus Pod, ReplicaStatus Told, DateTimeOffset ChangedAt)
    {
        public bool IsDoubted => Told.Cause?.Code == BaseCodes.StatusDisagrees.Code;
    }

    private sealed record Signal(ReplicaChange? Change, DateTimeOffset AskedAt, IReadOnlyList<ModuleBase> Bases)
    {
        public Signal(ReplicaChange change)
            : this(change, default, [])
        {
        }
    }
}
