namespace Deploy.Kubernetes.Transport;

/// <summary>What may be sent again: reads after any passing failure; changes only when the server surely did nothing.</summary>
internal static class Retries
{
    /// <summary>A server that does not listen is asked fewer times: a person waits for the answer.</summary>
    private const int MostConnects = 3;

    internal static async Task<T> RunAsync<T>(HttpMethod method, string path, KubernetesClientOptions options, Func<CancellationToken, Task<T>> once, CancellationToken ct)
    {
        for (var retries = 0; ; retries++)
        {
            TimeSpan pause;
            try
            {
                return await once(ct);
            }
            catch (KubernetesException failure) when (retries < options.MaxRetries && Allows(method, failure, retries))
            {
                pause = Pause(failure, retries, options);
                RequestLog.Retrying(options.Logger, method, path, failure.Reason, pause.TotalMilliseconds, retries + 1);
            }
            await Task.Delay(pause, options.TimeProvider, ct);
        }
    }

    private static bool Allows(HttpMethod method, KubernetesException failure, int retries)
    {
        if (failure.IsTooManyRequests)
            return !IsBudget(failure);
        if (TransportFailure.NeverSent(failure))
            return retries < MostConnects;
        var reads = method == HttpMethod.Get || method == HttpMethod.Head;
        return reads && (failure.Reason == "Unreachable" || (int)failure.StatusCode is 500 or 502 or 503 or 504);
    }

    // What the server asks for counts, up to the limit; otherwise pauses double from the first on.
    private static TimeSpan Pause(KubernetesException failure, int retries, KubernetesClientOptions options)
    {
        if (failure.RetryAfter is { } asked)
            return asked < options.MaxRetryDelay ? asked : options.MaxRetryDelay;
        return Watching.Backoff.For(retries, options.RetryDelay, options.MaxRetryDelay, Random.Shared.NextDouble());
    }

    // Refused by a disruption budget: that is an answer, and it may stay so for hours.
    private static bool IsBudget(KubernetesException failure) =>
        failure.Status?.Details?.Causes.Any(cause => cause.Reason == "DisruptionBudget") == true;
}
