using Deploy.Operations.Health;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Deploy.Operations.Releases;

/// <summary>Who carries releases out, and what they may use.</summary>
public sealed record ReleaseEnvironment
{
    /// <summary>Name in the lock: who, where, and which run, since one process may run several at once (jobs, parallel blocks). Default: a new one.</summary>
    public string Holder { get; init; } = NewHolder();

    /// <summary>A name that no other run has.</summary>
    public static string NewHolder() => $"{Environment.UserName}@{Environment.MachineName}/{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..8]}";

    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Keeps the diagnostics of a replica before it goes; null keeps none. Parameters: namespace, pod name and why it goes.</summary>
    public Func<string, string, string, CancellationToken, Task>? Archive { get; init; }

    /// <summary>
    /// Gives the package URL that a rollback is to use for the one that its revision has: the same while it lives long enough, a fresh
    /// one otherwise. Null leaves all as they are.
    /// </summary>
    public Func<string, CancellationToken, Task<string>>? RenewUrl { get; init; }

    /// <summary>Sends health gate and package requests; null for an ordinary HTTP client.</summary>
    public Func<HttpMessageHandler>? GateHandler { get; init; }

    /// <summary>The package URL under which a file is uploaded once its release begins, so that it cannot be asked for before; null where every package is there.</summary>
    public Func<string?>? Delivered { get; init; }

    /// <summary>Finds the addresses at which bases answer; null takes the ones that the cluster knows.</summary>
    public Func<IBaseSource>? Bases { get; init; }
}
