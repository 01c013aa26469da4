using Deploy.Kubernetes;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Planning;
using Deploy.Operations.Releases.Rollout;
using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Releases.Running;

/// <summary>The releases of a module, newest first, from the history that Kubernetes keeps. Pure.</summary>
internal static class ReleaseHistory
{
    internal static IEnumerable<Release> Of(Workload live, IReadOnlyList<RevisionSet> revisions, DateTimeOffset now)
    {
        if (live.Kind == ModuleKind.Pod)
            return OfPod(live, now);
        var current = UndoTarget.Current(live, revisions);
        return revisions.Reverse().Select(set => set.Name == current?.Name
            ? ReleaseReading.Of(live, ReleaseRecord.Of(live), now) with { Revision = set.Revision, When = WhenOf(set), Cause = CauseOf(set, live) }
            : Superseded(live, set));
    }

    private static Release Superseded(Workload live, RevisionSet set) => Superseded(live, set, RecordOf(set));

    private static Release Superseded(Workload live, RevisionSet set, ReleaseRecord? record) => new()
    {
        Namespace = live.Namespace,
        Module = live.Module.Name,
        Kind = live.Kind,
        Revision = set.Revision,
        Version = set.Module.Version,
        Image = Redaction.Url(set.Module.Image),
        Status = ReleaseStatus.Superseded,
        Cause = CauseOf(set, null),
        When = WhenOf(set),
        Replicas = set.Wanted,
        Responsive = set.Ready,
        Id = set.Module.Release,
        By = record?.By,
        Duration = ReleaseReading.DurationOf(record),
    };

    private static IEnumerable<Release> OfPod(Workload live, DateTimeOffset now) =>
        PodRevision.Of(live).Select(revision => new Release
        {
            Namespace = live.Namespace,
            Module = live.Module.Name,
            Kind = live.Kind,
            Revision = revision.Revision,
            Version = revision.Version,
            Image = Redaction.Url(revision.Image),
            Status = ReleaseStatus.Superseded,
            Cause = revision.Cause,
            When = revision.When,
            Id = revision.Release,
        }).Reverse().Prepend(ReleaseReading.Of(live, ReleaseRecord.Of(live), now) with { When = ReleaseRecord.Of(live)?.StartedAt ?? live.CreatedAt });

    // The controller copies the workload's annotations to the revision that is current: so each keeps the release that it was last current in.
    private static ReleaseRecord? RecordOf(RevisionSet set) =>
        ReleaseRecord.Read(set.Annotation(ModuleLabels.Release)) is { } release && release.Target == set.Module.Release ? release : null;

    private static DateTimeOffset WhenOf(RevisionSet set) => RecordOf(set)?.StartedAt ?? set.CreatedAt;

    private static string? CauseOf(RevisionSet set, Workload? live) =>
        set.Annotation(ModuleLabels.ChangeCause) is { Length: > 0 } cause ? cause : live?.Annotations.GetValueOrDefault(ModuleLabels.ChangeCause);
}
