using System.Collections.Concurrent;
using System.Diagnostics;

namespace Deploy.Controller.Tests.Virtual;

/// <summary>Counts what is under way between controllers, cluster and bases, so that a clock can wait until all has been said.</summary>
internal sealed class Traffic
{
    private static readonly TimeSpan s_late = TimeSpan.FromMilliseconds(8);
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(250);

    private int _underWay;
    private int _seen;
    private readonly ConcurrentDictionary<string, int> _writes = new(StringComparer.Ordinal);

    /// <summary>How often each object of the cluster was written, by method and path.</summary>
    public IReadOnlyDictionary<string, int> Writes => new Dictionary<string, int>(_writes, StringComparer.Ordinal);

    /// <summary>
    /// Waits until nothing was under way for a while: whatever the clock set off has had its answer. A tick that comes late tells
    /// that the machine is busy and others may still wait for their turn; it counts for nothing, but not for ever.
    /// </summary>
    public async Task SettleAsync()
    {
        var still = Stopwatch.GetTimestamp();
        for (var quiet = 0; quiet < 4 && Stopwatch.GetElapsedTime(still) < s_longest;)
        {
            var (seen, tick) = (Volatile.Read(ref _seen), Stopwatch.GetTimestamp());
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
            if (Volatile.Read(ref _underWay) > 0 || Volatile.Read(ref _seen) != seen)
                (quiet, still) = (0, Stopwatch.GetTimestamp());
            else if (Stopwatch.GetElapsedTime(tick) < s_late)
                quiet++;
        }
    }

    /// <summary>A handler whose requests count, except those that nobody will answer.</summary>
    public HttpMessageHandler Counted(HttpMessageHandler inner, Func<Uri, bool> isUnanswered) => new Counter(this, inner, isUnanswered);

    private sealed class Counter(Traffic traffic, HttpMessageHandler inner, Func<Uri, bool> isUnanswered) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref traffic._seen);
            if (request.Method != HttpMethod.Get && request.RequestUri!.AbsolutePath.Contains("/api", StringComparison.Ordinal))
                traffic._writes.AddOrUpdate($"{request.Method} {request.RequestUri.AbsolutePath}", 1, (_, count) => count + 1);
            if (isUnanswered(request.RequestUri!))
                return await base.SendAsync(request, cancellationToken);
            Interlocked.Increment(ref traffic._underWay);
            try
            {
                var answer = await base.SendAsync(request, cancellationToken);
                await answer.Content.LoadIntoBufferAsync(cancellationToken);
                return answer;
            }
            finally
            {
                Interlocked.Increment(ref traffic._seen);
                Interlocked.Decrement(ref traffic._underWay);
            }
        }
    }
}
