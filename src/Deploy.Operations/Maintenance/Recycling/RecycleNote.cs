using System.Text.Json;

namespace Deploy.Operations.Maintenance.Recycling;

/// <summary>
/// Written on a replica in the same write that begins its recycling: what the next run needs in order to finish it,
/// since from then on nothing else knows of it.
/// </summary>
internal sealed record RecycleNote
{
    public const string Annotation = "module.deploy/recycle";

    /// <summary>Why it goes, for the archive: recycled, unresponsive, restarted, removed.</summary>
    public string Reason { get; init; } = "";

    /// <summary>UID of the ReplicaSet, DaemonSet or StatefulSet that it belonged to.</summary>
    public string Set { get; init; } = "";

    /// <summary>Kind and name of the same.</summary>
    public string Kind { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>Whether it stays in traffic until its replacement answers.</summary>
    public bool Surge { get; init; }

    /// <summary>When it was taken out of traffic; null while it is in.</summary>
    public DateTimeOffset? OutOn { get; init; }

    /// <summary>Labels that were taken off so that no Service selects it.</summary>
    public Dictionary<string, string>? Labels { get; init; }

    public string Write() => JsonSerializer.Serialize(this, RecycleJson.Default.RecycleNote);

    /// <summary>Null when there is none, or it cannot be read: then the replica is not ours to finish.</summary>
    public static RecycleNote? Read(IReadOnlyDictionary<string, string> annotations)
    {
        if (!annotations.TryGetValue(Annotation, out var text))
            return null;
        try
        {
            return JsonSerializer.Deserialize(text, RecycleJson.Default.RecycleNote);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
