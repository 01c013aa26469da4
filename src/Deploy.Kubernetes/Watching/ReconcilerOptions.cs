using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Deploy.Kubernetes;

/// <summary>How a reconciler works.</summary>
public sealed record ReconcilerOptions
{
    /// <summary>Objects worked on at the same time, 1 or more; one object is never worked on twice at once. Default 2.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>The pause after an object's first failure; doubles with each further one. Default 100 ms.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest pause between failures. Default 60 s.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long running work may go on after the stop before it is cancelled. Default 5 s.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(5);

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    public ILogger Logger { get; init; } = NullLogger.Instance;
}
