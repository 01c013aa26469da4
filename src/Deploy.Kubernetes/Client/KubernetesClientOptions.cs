using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Deploy.Kubernetes;

/// <summary>How a client behaves; the defaults suit interactive use.</summary>
public sealed record KubernetesClientOptions
{
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Requests are traced at Debug, retries at Information; never with tokens, bodies or the server's path.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>How long one request may take, watches and followed logs excepted; more than 0, default 60 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Further tries of what is safe to repeat; 0 to 20, default 5.</summary>
    public int MaxRetries { get; init; } = 5;

    /// <summary>The first pause between tries; doubles each time with jitter. Default 200 ms.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest pause between tries, also where the server asks for more. Default 10 s.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Sent as User-Agent and as the owner of written fields. Default deploy.</summary>
    public string Name { get; init; } = "deploy";
}
