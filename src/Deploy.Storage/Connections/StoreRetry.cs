namespace Deploy.Storage.Connections;

/// <summary>How requests that failed by timeout, throttling (429, 503) or a server error are repeated.</summary>
public sealed record StoreRetry
{
    /// <summary>How often a request is repeated. Range 0 to 20, default 5.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>Wait before the first repetition; it doubles each time. Default 0.8 s. A server's Retry-After wins.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(0.8);

    /// <summary>Longest wait between two repetitions. Default 30 s.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one request may stay without an answer. Default 100 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(100);
}
