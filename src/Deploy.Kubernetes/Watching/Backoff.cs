namespace Deploy.Kubernetes.Watching;

/// <summary>Pauses that double up to a limit, with jitter so that many clients do not return at once.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan limit)
{
    private int _failures;

    internal void Reset() => _failures = 0;

    /// <summary>The next pause: half of it is certain, half is chance.</summary>
    internal TimeSpan Next() => For(_failures++, first, limit, Random.Shared.NextDouble());

    internal Task WaitAsync(TimeProvider time, CancellationToken cancellationToken) => Task.Delay(Next(), time, cancellationToken);

    internal static TimeSpan For(int failures, TimeSpan first, TimeSpan limit, double chance)
    {
        var full = Math.Min(first.TotalMilliseconds * Math.Pow(2, Math.Min(failures, 30)), limit.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(full * (0.5 + (chance / 2)));
    }
}
