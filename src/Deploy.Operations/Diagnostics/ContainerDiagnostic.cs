namespace Deploy.Operations.Diagnostics;

/// <summary>One container of a replica.</summary>
public sealed record ContainerDiagnostic
{
    public required string Name { get; init; }

    public bool IsInit { get; init; }

    /// <summary>Without its signature.</summary>
    public string Image { get; init; } = "";

    /// <summary>Waiting, Running, Terminated, or Unknown where the node has not reported.</summary>
    public required string State { get; init; }

    /// <summary>Why it waits or ended.</summary>
    public string? Reason { get; init; }

    public string? Message { get; init; }

    /// <summary>When the present run started.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    public bool Ready { get; init; }

    public int Restarts { get; init; }

    /// <summary>How the present run ended; null while it runs.</summary>
    public ContainerEnd? End { get; init; }

    /// <summary>How the run before ended; null where there was none.</summary>
    public ContainerEnd? LastEnd { get; init; }

    /// <summary>What it is given at least, such as <c>cpu=500m</c>.</summary>
    public IReadOnlyDictionary<string, string> Requests { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What it is given at most.</summary>
    public IReadOnlyDictionary<string, string> Limits { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The largest heap of its JVM and the setting it comes from; null where it has none.</summary>
    public string? JavaHeap { get; init; }

    /// <summary>Its health checks in words: <c>readiness: GET :8080/health every 5 s</c>.</summary>
    public IReadOnlyList<string> Checks { get; init; } = [];

    /// <summary>Command and arguments; empty where the image's own are used.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Its environment; secret values are masked, references named.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
