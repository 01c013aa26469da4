namespace Deploy.LocalCluster.Nodes.Images;

/// <summary>What a container of a simulated image does. Times count from the start of the container, in the node's own time (see NodePoolOptions.Speed).</summary>
internal sealed record ImageBehavior
{
    /// <summary>How long the first pull on a node takes.</summary>
    public TimeSpan Pull { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Why the pull fails, <c>{0}</c> standing for the image; null when it works.</summary>
    public string? PullError { get; init; }

    /// <summary>The image's name is none: it is not even tried.</summary>
    public bool InvalidName { get; init; }

    /// <summary>Why the container cannot be created (CreateContainerConfigError); null when it can.</summary>
    public string? CreateError { get; init; }

    /// <summary>Why the created container cannot be started (StartError, exit code 128); null when it can.</summary>
    public string? StartError { get; init; }

    /// <summary>When the process begins to answer.</summary>
    public TimeSpan Startup { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>When the process ends by itself; null: it runs on.</summary>
    public TimeSpan? ExitAfter { get; init; }

    public int ExitCode { get; init; }

    /// <summary>Completed, Error or OOMKilled.</summary>
    public string ExitReason => ExitCode == 0 ? "Completed" : OutOfMemory ? "OOMKilled" : "Error";

    public bool OutOfMemory { get; init; }

    /// <summary>What its readiness check says once it answers.</summary>
    public bool Ready { get; init; } = true;

    /// <summary>Readiness turns over at this interval; null: it stays.</summary>
    public TimeSpan? FlapEvery { get; init; }

    /// <summary>From when on readiness fails for good; null: never.</summary>
    public TimeSpan? UnreadyAfter { get; init; }

    /// <summary>From when on liveness fails; null: never.</summary>
    public TimeSpan? DeadAfter { get; init; }

    /// <summary>When the node evicts the pod for its use of the disk; null: never.</summary>
    public TimeSpan? EvictedAfter { get; init; }

    public StopBehavior Stop { get; init; } = StopBehavior.Drain;

    /// <summary>The last lines that it writes before it ends by itself.</summary>
    public IReadOnlyList<string> LastWords { get; init; } = [];
}
