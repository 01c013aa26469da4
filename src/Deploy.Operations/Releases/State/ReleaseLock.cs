using System.Text.Json;
using System.Text.Json.Nodes;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Releases.State;

/// <summary>Who drives a module's release, as an annotation of its workload. It runs out unless its holder renews it.</summary>
internal sealed record ReleaseLock
{
    /// <summary>Life of a lock; renewed after a third of it.</summary>
    internal static readonly TimeSpan Life = TimeSpan.FromMinutes(1);

    public required string Holder { get; init; }

    public required string Reason { get; init; }

    public required string Release { get; init; }

    public required DateTimeOffset Expires { get; init; }

    internal bool IsHeldAgainst(string holder, DateTimeOffset now) => Holder != holder && Expires > now;

    internal bool IsDueForRenewal(DateTimeOffset now) => Expires - now < Life * 2 / 3;

    internal string Write() =>
        new JsonObject { ["holder"] = Holder, ["reason"] = Reason, ["release"] = Release, ["expires"] = ReleaseNote.Moment(Expires) }.ToJsonString();

    /// <summary>The lock, unless its release has ended: an undo by kubectl brings such notes back.</summary>
    internal static ReleaseLock? Of(Workload workload) =>
        Note(workload) is { } held && !(ReleaseRecord.Of(workload) is { IsOpen: false } release && release.Id == held.Release) ? held : null;

    /// <summary>The lock as it is noted; null when there is none, or its note is damaged.</summary>
    internal static ReleaseLock? Note(Workload workload)
    {
        var annotation = workload.Annotation(ModuleLabels.Lock);
        try
        {
            return annotation.StartsWith('{') ? Read(JsonNode.Parse(annotation)) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ReleaseLock? Read(JsonNode? note) =>
        note.TextAt("holder") is { } holder && note.TextAt("reason") is { } reason && note.TextAt("release") is { } release && note.TimeAt("expires") is { } expires
            ? new ReleaseLock { Holder = holder, Reason = reason, Release = release, Expires = expires }
            : null;
}
