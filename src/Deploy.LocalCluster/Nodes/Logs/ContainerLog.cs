using System.Runtime.CompilerServices;
using Deploy.LocalCluster.Hosting;

namespace Deploy.LocalCluster.Nodes.Logs;

/// <summary>What one run of a container has written: the last lines, and a way to wait for more. Thread-safe.</summary>
internal sealed class ContainerLog(int capacity)
{
    private readonly Lock gate = new();
    private readonly Queue<LogLine> lines = new();
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long dropped;
    private bool ended;

    public void Write(LogLine line)
    {
        lock (gate)
        {
            lines.Enqueue(line);
            if (lines.Count > capacity)
            {
                lines.Dequeue();
                dropped++;
            }

            Signal();
        }
    }

    /// <summary>The run is over: readers that follow come to an end.</summary>
    public void End()
    {
        lock (gate)
        {
            ended = true;
            Signal();
        }
    }

    public async IAsyncEnumerable<LogLine> ReadAsync(int? tail, DateTimeOffset? since, bool follow, [EnumeratorCancellation] CancellationToken ct)
    {
        var (batch, next) = Take(0);
        var wanted = batch.Where(line => since is null || line.Time >= since);
        foreach (var line in tail is { } last ? wanted.TakeLast(last) : wanted)
            yield return line;
        while (follow && await MoreAsync(next, ct))
        {
            (batch, next) = Take(next);
            foreach (var line in batch)
                yield return line;
        }
    }

    private void Signal()
    {
        changed.TrySetResult();
        changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private (List<LogLine> Lines, long Next) Take(long from)
    {
        lock (gate)
            return ([.. lines.Skip((int)Math.Max(0, from - dropped))], dropped + lines.Count);
    }

    private async Task<bool> MoreAsync(long next, CancellationToken ct)
    {
        while (true)
        {
            Task change;
            lock (gate)
            {
                if (dropped + lines.Count > next)
                    return true;
                if (ended)
                    return false;
                change = changed.Task;
            }

            await change.WaitAsync(ct);
        }
    }
}
