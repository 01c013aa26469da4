namespace Deploy.Operations.Replicas;

/// <summary>One replica of a module at one moment, as operators list it.</summary>
public sealed record ReplicaStatus
{
    /// <summary>The pod's name.</summary>
    public required string Name { get; init; }

    public required string Module { get; init; }

    public required string Version { get; init; }

    public required ReplicaState State { get; init; }

    /// <summary>Why it is in this state; null where there is nothing to explain.</summary>
    public Cause? Cause { get; init; }

    /// <summary>The node or base it runs on; null while it has none.</summary>
    public string? Base { get; init; }

    public TimeSpan Age { get; init; }

    /// <summary>Restarts of all its containers together.</summary>
    public int Restarts { get; init; }

    /// <summary>The revision of its workload; null where the workload counts none.</summary>
    public string? Revision { get; init; }

    /// <summary>Ready containers of all, as in <c>1/2</c>.</summary>
    public string Ready { get; init; } = "0/0";

    public required string Namespace { get; init; }

    /// <summary>The module's image or package URL, without its signature.</summary>
    public string Image { get; init; } = "";

    public DateTimeOffset? CreatedAt { get; init; }

    public string? Ip { get; init; }

    /// <summary>Why this replica was created in the place of another one; null where nothing is known.</summary>
    public string? RecreatedBecause { get; init; }

    public string Uid { get; init; } = "";

    public override string ToString() => $"{Name} ({Module} {Version}): {State}";
}
