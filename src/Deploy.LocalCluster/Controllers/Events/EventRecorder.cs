using System.Threading.Channels;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Microsoft.Extensions.Logging;

namespace Deploy.LocalCluster.Controllers.Events;

/// <summary>Records events without holding anybody up: they are queued, gathered and written behind. What cannot be written is logged and left.</summary>
internal sealed partial class EventRecorder(KubernetesClient client, TimeProvider time, ILogger logger)
{
    private const int Writers = 4;

    private readonly Channel<Event>[] queues = [.. Enumerable.Range(0, Writers).Select(_ =>
        Channel.CreateBounded<Event>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }))];

    // Of all recorders: two that say something about one object in one moment would take one name for it.
    private static long s_lastName;

    /// <param name="involved">What the event is about.</param>
    /// <param name="type">Normal or Warning.</param>
    /// <param name="reason">One word.</param>
    /// <param name="message">What happened.</param>
    /// <param name="source">Who says so.</param>
    public void Record(ObjectReference involved, string type, string reason, string message, EventSource source)
    {
        var now = time.GetUtcNow();
        var written = new Event
        {
            Metadata = new() { Name = $"{involved.Name}.{NextName(now):x}", Namespace = involved.Namespace ?? "default" },
            InvolvedObject = involved,
            Type = type,
            Reason = reason,
            Message = message,
            Source = source,
            Count = 1,
            FirstTimestamp = now,
            LastTimestamp = now,
        };
        // All events about one object go through one writer, in order.
        var queue = (uint)StringComparer.Ordinal.GetHashCode(involved.Uid ?? involved.Name ?? "") % Writers;
        queues[queue].Writer.TryWrite(written);
    }

    public Task RunAsync(CancellationToken ct) => Task.WhenAll(queues.Select(queue => WriteAsync(queue.Reader, ct)));

    private async Task WriteAsync(ChannelReader<Event> queue, CancellationToken ct)
    {
        var gathering = new EventGathering();
        await foreach (var next in queue.ReadAllAsync(ct))
        {
            if (gathering.Add(next) is not { } change)
                continue;
            try
            {
                await WriteAsync(change, ct);
            }
            catch (KubernetesException failure)
            {
                NotWritten(logger, next.Reason, next.InvolvedObject.Name, failure.Reason);
            }
        }
    }

    private async Task WriteAsync(Event change, CancellationToken ct)
    {
        if (change.Count > 1)
        {
            try
            {
                await client.PatchAsync(Resources.Events, change.Metadata.Namespace, change.Metadata.Name, EventGathering.CountPatch(change), cancellationToken: ct);
                return;
            }
            catch (KubernetesException failure) when (failure.IsNotFound)
            {
                // It has expired meanwhile: it begins anew.
            }
        }

        try
        {
            await client.CreateAsync(Resources.Events, change.Metadata.Namespace, change, cancellationToken: ct);
        }
        catch (KubernetesException failure) when (failure.IsNotFound || failure.IsForbidden)
        {
            // The namespace is going: nobody will read it.
            NotWritten(logger, change.Reason, change.InvolvedObject.Name, failure.Reason);
        }
    }

    private static long NextName(DateTimeOffset now)
    {
        // Names carry the time in nanoseconds, as client-go's do, and never repeat.
        var wanted = (now - DateTimeOffset.UnixEpoch).Ticks * 100;
        while (true)
        {
            var last = Interlocked.Read(ref s_lastName);
            var next = Math.Max(wanted, last + 1);
            if (Interlocked.CompareExchange(ref s_lastName, next, last) == last)
                return next;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Event {Reason} about {Name} was not written: {Cause}")]
    private static partial void NotWritten(ILogger logger, string? reason, string? name, string cause);
}
