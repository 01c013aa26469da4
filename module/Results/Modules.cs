using Modules = Deploy.Operations.Modules;
using Released = Deploy.Operations.Releases;
using Saved = Deploy.Operations.Templates;

namespace Deploy.Results;

/// <summary>A module as it is published.</summary>
public sealed class PublishedModule
{
    private readonly string _text;

    internal PublishedModule(Modules.PublishedModule record)
    {
        (Name, Version, Kind, Replicas, Ready, State) = (record.Name, record.Version, record.Kind.ToString(), record.Replicas, record.Ready, record.State.ToString());
        (Image, Base, Age, AgeSeconds) = (record.Image, record.Base, ResultText.Age(record.Age), ResultText.Seconds(record.Age));
        (Namespace, CreatedAt, Release, Workload, _text) = (record.Namespace, ResultText.Time(record.CreatedAt), record.Release, record.Workload, record.ToString());
    }

    public string Name { get; }

    public string Version { get; }

    /// <summary>Deployment, DaemonSet, StatefulSet or Pod.</summary>
    public string Kind { get; }

    /// <summary>Replicas wanted.</summary>
    public int Replicas { get; }

    /// <summary>Replicas that answer.</summary>
    public int Ready { get; }

    /// <summary>Ready, Progressing, Paused, Degraded, Failed, Empty, OutOfTraffic (its removal was begun) or Removing.</summary>
    public string State { get; }

    /// <summary>Image or package URL, without its signature.</summary>
    public string Image { get; }

    /// <summary>The chosen base as <c>name:version</c>; null for none.</summary>
    public string? Base { get; }

    public string Age { get; }

    public long AgeSeconds { get; }

    public string Namespace { get; }

    public string CreatedAt { get; }

    /// <summary>Id of the open release; null for none.</summary>
    public string? Release { get; }

    /// <summary>Name of the workload.</summary>
    public string Workload { get; }

    public override string ToString() => _text;
}

/// <summary>One change of a module.</summary>
public sealed class Release
{
    private readonly string _text;

    internal Release(Released.Release record)
    {
        (Namespace, Module, Kind, Revision, Version, Image) = (record.Namespace, record.Module, record.Kind.ToString(), record.Revision, record.Version, record.Image);
        (Status, Cause, When, By) = (record.Status.ToString(), record.Cause, ResultText.Time(record.When), record.By);
        if (record.Duration is { } duration)
            (Duration, DurationSeconds) = (ResultText.Took(duration), ResultText.TookSeconds(duration));
        (Replicas, Responsive, Id, Message, _text) = (record.Replicas, record.Responsive, record.Id, record.Message, record.ToString());
        Traffic = record.Traffic is { } traffic ? new TrafficReport(traffic) : null;
    }

    public string Namespace { get; }

    public string Module { get; }

    /// <summary>Deployment, DaemonSet, StatefulSet or Pod.</summary>
    public string Kind { get; }

    /// <summary>Number in the module's history, from 1.</summary>
    public long Revision { get; }

    public string Version { get; }

    /// <summary>Image or package URL, without its signature.</summary>
    public string Image { get; }

    /// <summary>Current, Superseded, Running, Paused, Failed, Closed, RolledBack or Unpublished.</summary>
    public string Status { get; }

    /// <summary>Why it was made.</summary>
    public string? Cause { get; }

    public string When { get; }

    /// <summary>Who began it, as user@machine; null for a revision that others made.</summary>
    public string? By { get; }

    /// <summary>From its beginning to its end; null while it is open, and where nobody noted its end.</summary>
    public string? Duration { get; }

    public double? DurationSeconds { get; }

    /// <summary>Replicas that this revision has now.</summary>
    public int Replicas { get; }

    /// <summary>Those of them that are Responsive.</summary>
    public int Responsive { get; }

    /// <summary>Id of the release; empty for a revision that others made.</summary>
    public string Id { get; }

    /// <summary>What callers of the module saw meanwhile; null when nobody asked.</summary>
    public TrafficReport? Traffic { get; }

    /// <summary>What stands in the way or what happened; null for nothing to say.</summary>
    public string? Message { get; }

    public override string ToString() => _text;
}

/// <summary>What a module's callers saw while something was changed.</summary>
public sealed class TrafficReport
{
    private readonly string _text;

    internal TrafficReport(Operations.Traffic.TrafficReport record)
    {
        (Service, Answered, Failed, FirstFailure, _text) = (record.Service, record.Answered, record.Failed, record.FirstFailure, record.ToString());
        (Slowest, SlowestSeconds) = (ResultText.Took(record.Slowest), ResultText.TookSeconds(record.Slowest));
    }

    /// <summary>The Service that was asked.</summary>
    public string Service { get; }

    public int Answered { get; }

    public int Failed { get; }

    /// <summary>The longest time that an answer took.</summary>
    public string Slowest { get; }

    public double SlowestSeconds { get; }

    /// <summary>What the first failure said; null when nothing failed.</summary>
    public string? FirstFailure { get; }

    public override string ToString() => _text;
}

/// <summary>A module's deployment settings, saved to publish others from.</summary>
public sealed class SavedTemplate
{
    internal SavedTemplate(Saved.SavedTemplate record)
    {
        (Name, Namespace, Kind, SavedFrom) = (record.Name, record.Namespace, record.Kind.ToString(), record.SavedFrom);
        (SavedAt, LeftOut, Settings) = (ResultText.Time(record.SavedAt), new(record.LeftOut), record.Settings);
    }

    public string Name { get; }

    public string Namespace { get; }

    public string Kind { get; }

    /// <summary>The module that it was saved from.</summary>
    public string SavedFrom { get; }

    public string SavedAt { get; }

    /// <summary>Variables that were left out since they look like secrets.</summary>
    public ReadableList<string> LeftOut { get; }

    /// <summary>The settings as a manifest (JSON).</summary>
    public string Settings { get; }

    public override string ToString() => Name;
}

/// <summary>A report page that was written.</summary>
/// <param name="Path">The file.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Modules">Modules in it.</param>
/// <param name="Releases">Releases in it.</param>
/// <param name="Replicas">Replicas that run.</param>
/// <param name="Archived">Replicas that went.</param>
public sealed record ExportedReport(string Path, long Bytes, int Modules, int Releases, int Replicas, int Archived)
{
    public override string ToString() => Path;
}
