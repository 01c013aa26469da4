using System.Threading.Channels;

namespace Deploy.Kubernetes.Watching;

/// <summary>Keys to be worked on: each waits at most once and is worked on by one worker at a time.</summary>
internal sealed class WorkQueue(TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Channel<ObjectKey> _ready = Channel.CreateUnbounded<ObjectKey>();
    private readonly HashSet<ObjectKey> _waiting = [];
    private readonly HashSet<ObjectKey> _running = [];
    private readonly HashSet<ObjectKey> _again = [];
    private readonly Dictionary<ObjectKey, (DateTimeOffset Due, ITimer Timer)> _later = [];
    private bool _closed;

    /// <summary>Adds a key; while it is worked on it is kept back until that is done.</summary>
    internal void Add(ObjectKey key)
    {
        lock (_gate)
        {
            if (_running.Contains(key))
                _again.Add(key);
            else if (_waiting.Add(key))
                _ready.Writer.TryWrite(key);
        }
    }

    /// <summary>Adds a key after a while; of several times the earliest counts.</summary>
    internal void AddAfter(ObjectKey key, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
        {
            Add(key);
            return;
        }
        lock (_gate)
        {
            var due = time.GetUtcNow() + delay;
            if (_closed || (_later.TryGetValue(key, out var planned) && planned.Due <= due))
                return;
            planned.Timer?.Dispose();
            _later[key] = (due, time.CreateTimer(_ => Ripen(key, due), null, delay, Timeout.InfiniteTimeSpan));
        }
    }

    internal async ValueTask<ObjectKey> TakeAsync(CancellationToken cancellationToken)
    {
        var key = await _ready.Reader.ReadAsync(cancellationToken);
        lock (_gate)
        {
            _waiting.Remove(key);
            _running.Add(key);
        }
        return key;
    }

    internal void Done(ObjectKey key)
    {
        lock (_gate)
        {
            _running.Remove(key);
            if (_again.Remove(key))
                Add(key);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (var (_, timer) in _later.Values)
                timer.Dispose();
            _later.Clear();
        }
    }

    private void Ripen(ObjectKey key, DateTimeOffset due)
    {
        lock (_gate)
        {
            if (!_later.TryGetValue(key, out var planned) || planned.Due != due)
                return;
            planned.Timer.Dispose();
            _later.Remove(key);
        }
        Add(key);
    }
}
