namespace Deploy.Kubernetes.Transport;

/// <summary>What may be sent again: reads after any passing failure; changes only when the server surely did nothing.</summary>
internal static class RetryRule
{
    /// <summary>A server that does not listen is asked fewer times: a person waits for the answer.</summary>
    private const int MostConnects = 3;

    /// <param name="method">Of the request that failed.</param>
    /// <param name="failure">How it failed.</param>
    /// <param name="retries">Done so far, from 0.</param>
    internal static bool Allows(HttpMethod method, KubernetesException failure, int retries)
    {
        if (failure.IsTooManyRequests)
            return !IsBudget(failure);
        if (TransportFailure.NeverSent(failure))
            return retries < MostConnects;
        var reads = method == HttpMethod.Get || method == HttpMethod.Head;
        return reads && (failure.Reason == "Unreachable" || (int)failure.StatusCode is 500 or 502 or 503 or 504);
    }

    /// <summary>What the server asks for counts, up to the limit; otherwise pauses double from the first on.</summary>
    internal static TimeSpan Delay(KubernetesException? failure, int retries, KubernetesClientOptions options, double chance)
    {
        if (failure?.RetryAfter is { } asked)
            return asked < options.MaxRetryDelay ? asked : options.MaxRetryDelay;
        return Watching.Backoff.For(retries, options.RetryDelay, options.MaxRetryDelay, chance);
    }

    // Refused by a disruption budget: that is an answer, and it may stay so for hours.
    private static bool IsBudget(KubernetesException failure) =>
        failure.Status?.Details?.Causes.Any(cause => cause.Reason == "DisruptionBudget") == true;
}
