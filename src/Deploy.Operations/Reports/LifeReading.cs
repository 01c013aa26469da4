using Deploy.Kubernetes.Models;
using Deploy.Operations.Diagnostics;
using Deploy.Operations.Errors;
using Deploy.Operations.Maintenance.Archiving;
using Deploy.Operations.Maintenance.Recycling;
using Deploy.Operations.Modules;
using Deploy.Operations.Replicas;
using Deploy.Storage.Archives;

namespace Deploy.Operations.Reports;

/// <summary>Reads the lives of replicas: of those that run from their pods, of those that went from the archive. Pure.</summary>
internal static class LifeReading
{
    // Server times are in whole seconds.
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(2);

    public static ReplicaLife OfPod(Pod pod, ReplicaStatus status, DateTimeOffset now)
    {
        var view = new PodView(pod, null, null, now);
        var ready = view.Condition("Ready");
        var created = pod.Metadata.CreationTimestamp ?? now;
        var exits = Exits(view.Apps.SelectMany(app => new[] { app.LastTerminated, app.Terminated }).OfType<ContainerStateTerminated>().Select(end => (end.FinishedAt, end.ExitCode, end.Reason)));
        var facts = new LifeFacts
        {
            Created = created,
            End = now,
            State = status.State,
            Ran = FirstRun(view.Apps.Select(app => Earliest(app.LastTerminated?.StartedAt, app.Terminated?.StartedAt, app.Running?.StartedAt))),
            IsReady = ready?.Status == "True",
            ReadyChanged = ready?.LastTransitionTime,
            WasReady = view.EverReady,
            LeftAt = Earliest(view.Time(ModuleLabels.DecommissionedAt), ArchiveMoment.DeletedOn(pod)),
            Exits = exits,
            Restarts = status.Restarts,
        };
        return Of(status, facts) with { State = status.State, Departure = RecycleNote.Read(pod.Metadata.Annotations)?.Reason };
    }

    /// <param name="replica">Its line of the archive's index.</param>
    /// <param name="diagnostic">Its diagnostic; null where it was not read, or is gone.</param>
    public static ReplicaLife OfArchived(ArchivedReplica replica, ReplicaDiagnostic? diagnostic)
    {
        var facts = diagnostic is null ? Outline(replica) : Facts(replica, diagnostic);
        return new ReplicaLife
        {
            Name = replica.Name,
            Version = replica.Version,
            Revision = diagnostic?.Status.Revision,
            Base = replica.Base.Length == 0 ? null : replica.Base,
            State = ReplicaState.Deleted,
            Begin = facts.Created,
            End = facts.End,
            Phases = LifePhases.Of(facts),
            Exits = facts.Exits,
            Departure = replica.Reason.Length == 0 ? null : replica.Reason,
            Cause = CauseOf(replica, diagnostic),
            RecreatedBecause = diagnostic?.Status.RecreatedBecause,
            Restarts = replica.Restarts,
        };
    }

    // The diagnostic was taken while it went; the index tells what it was before. Where both say the same, the diagnostic has the words.
    private static Cause? CauseOf(ArchivedReplica replica, ReplicaDiagnostic? diagnostic)
    {
        if (diagnostic?.Status.Cause is { } told && told.Code == replica.Code)
            return told;
        return replica.Code != ReplicaCodes.Decommissioned.Code && ErrorCodes.Find(replica.Code) is { } code ? Cause.Of(code) : null;
    }

    private static ReplicaLife Of(ReplicaStatus status, LifeFacts facts) => new()
    {
        Name = status.Name,
        Version = status.Version,
        Revision = status.Revision,
        Base = status.Base,
        State = status.State,
        Begin = facts.Created,
        End = facts.End,
        Phases = LifePhases.Of(facts),
        Exits = facts.Exits,
        Cause = status.Cause,
        RecreatedBecause = status.RecreatedBecause,
        Restarts = status.Restarts,
    };

    // What the index alone tells: from when to when, and what it was at its end.
    private static LifeFacts Outline(ArchivedReplica replica)
    {
        var state = LastState(replica);
        return new()
        {
            Created = replica.CreatedOn,
            End = replica.ArchivedOn,
            State = state,
            IsReady = state == ReplicaState.Responsive,
            ReadyChanged = replica.CreatedOn,
        };
    }

    private static LifeFacts Facts(ArchivedReplica replica, ReplicaDiagnostic diagnostic)
    {
        var ready = diagnostic.Conditions.FirstOrDefault(condition => condition.Type == "Ready");
        var apps = diagnostic.Containers.Where(container => !container.IsInit).ToList();
        var exits = Exits(apps.SelectMany(app => new[] { app.LastEnd, app.End }).OfType<ContainerEnd>().Select(end => (end.FinishedAt, end.ExitCode, end.Reason)));
        var killing = diagnostic.Events.Where(happened => happened.Reason == "Killing").Min(happened => happened.Time);
        var end = new[] { replica.ArchivedOn, diagnostic.TakenAt, exits.Count > 0 ? exits[^1].Time : replica.ArchivedOn }.Max();
        return new()
        {
            Created = replica.CreatedOn,
            End = end,
            State = LastState(replica),
            Ran = FirstRun(apps.Select(app => Earliest(app.LastEnd?.StartedAt, app.End?.StartedAt, app.StartedAt))),
            IsReady = ready?.Status == "True",
            ReadyChanged = ready?.Since,
            WasReady = LastState(replica) switch
            {
                ReplicaState.Responsive => true,
                ReplicaState.StartingError => false,
                _ => ready?.Since > (diagnostic.StartedAt ?? replica.CreatedOn) + Rounding,
            },
            LeftAt = Earliest(killing, replica.ArchivedOn),
            Exits = exits,
            Restarts = replica.Restarts,
        };
    }

    private static ReplicaState LastState(ArchivedReplica replica) =>
        Enum.TryParse<ReplicaState>(replica.LastState, out var state) ? state : ReplicaState.Deleted;

    private static List<LifeEnd> Exits(IEnumerable<(DateTimeOffset? Time, int Code, string? Reason)> ends) =>
        [.. ends.Where(end => end.Time is not null).Select(end => new LifeEnd(end.Time!.Value, end.Code, end.Reason ?? "")).OrderBy(end => end.Time)];

    // A replica runs once its last container does; one that has never run makes that unknown.
    private static DateTimeOffset? FirstRun(IEnumerable<DateTimeOffset?> starts)
    {
        var known = starts.ToList();
        return known.Count == 0 || known.Contains(null) ? null : known.Max();
    }

    private static DateTimeOffset? Earliest(params ReadOnlySpan<DateTimeOffset?> times)
    {
        DateTimeOffset? earliest = null;
        foreach (var time in times)
            earliest = earliest is null || time < earliest ? time ?? earliest : earliest;
        return earliest;
    }
}
