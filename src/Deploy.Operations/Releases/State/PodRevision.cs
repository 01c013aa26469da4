using System.Text.Json;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Releases.State;

/// <summary>One earlier version of a bare pod, kept in its annotation since a pod has no history of its own.</summary>
internal sealed record PodRevision
{
    internal const int Kept = 10;

    public long Revision { get; init; }

    public string Version { get; init; } = "";

    public string Image { get; init; } = "";

    public string Release { get; init; } = "";

    public string? Cause { get; init; }

    public DateTimeOffset When { get; init; }

    /// <summary>Oldest first; empty for a pod that was never replaced.</summary>
    internal static List<PodRevision> Of(Workload pod)
    {
        var annotation = pod.Annotation(ModuleLabels.History);
        try
        {
            return annotation.StartsWith('[') ? JsonSerializer.Deserialize(annotation, ReleaseJson.Default.ListPodRevision) ?? [] : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    internal static string Write(IEnumerable<PodRevision> revisions) =>
        JsonSerializer.Serialize(revisions.TakeLast(Kept).ToList(), ReleaseJson.Default.ListPodRevision);
}
