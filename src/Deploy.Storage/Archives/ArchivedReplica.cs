using System.Text.Json.Serialization;

namespace Deploy.Storage.Archives;

/// <summary>One line of a day's index: enough to show a deleted replica in a table and to find its diagnostic.</summary>
public sealed record ArchivedReplica
{
    /// <summary>The pod's UID: the same replica archived twice collapses by it.</summary>
    public required string Uid { get; init; }

    public required string Namespace { get; init; }

    /// <summary>The pod's name.</summary>
    public required string Name { get; init; }

    public required string Module { get; init; }

    public string Version { get; init; } = "";

    /// <summary>Base (node) that it ran on; empty when it never ran.</summary>
    public string Base { get; init; } = "";

    /// <summary>Last state before it was deleted.</summary>
    public string LastState { get; init; } = "";

    /// <summary>Code of its cause, <c>Source.Type</c>; empty when it had none.</summary>
    public string Code { get; init; } = "";

    /// <summary>Why it went: release, recycled, eviction, node lost, deleted by hand.</summary>
    public string Reason { get; init; } = "";

    public int Restarts { get; init; }

    public DateTimeOffset CreatedOn { get; init; }

    /// <summary>When it was archived; its UTC day names the index.</summary>
    public required DateTimeOffset ArchivedOn { get; init; }

    /// <summary>The UTC day under which it lies.</summary>
    [JsonIgnore]
    public DateOnly Day => DateOnly.FromDateTime(ArchivedOn.UtcDateTime);

    /// <summary>Name of the blob with the whole diagnostic.</summary>
    [JsonIgnore]
    public string BlobName => ArchiveNames.Replica(Day, Namespace, Module, Name, Uid);
}
