using System.Text.Json;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Maintenance.Refresh;

/// <summary>
/// Written on a workload together with the first change of a refresh: what a later run needs in order to finish it and
/// to leave the workload as the operator had it.
/// </summary>
internal sealed record RefreshNote
{
    public const string Annotation = "module.deploy/url-refresh";

    /// <summary>Whether the operator had paused the Deployment.</summary>
    public bool Paused { get; init; }

    /// <summary>The ReplicaSet whose template equalled the Deployment's; null when none did.</summary>
    public string? Current { get; init; }

    /// <summary>A DaemonSet's or StatefulSet's own update strategy as JSON; null where it was left alone.</summary>
    public string? Strategy { get; init; }

    public DateTimeOffset StartedOn { get; init; }

    public string Write() => JsonSerializer.Serialize(this, RefreshJson.Default.RefreshNote);

    /// <summary>Null when no refresh is under way. A damaged note means that one is, of a Deployment that was not paused.</summary>
    public static RefreshNote? Of(Workload workload)
    {
        var text = workload.Annotation(Annotation);
        if (text.Length == 0)
            return null;
        try
        {
            return JsonSerializer.Deserialize(text, RefreshJson.Default.RefreshNote) ?? new();
        }
        catch (JsonException)
        {
            return new();
        }
    }
}
