using Deploy.Kubernetes;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Planning;
using Deploy.Operations.Releases.Rollout;
using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Releases.Running;

/// <summary>Reads what a release has come to, as it is shown to operators. Pure.</summary>
internal static class ReleaseReading
{
    internal static Release Of(Workload workload, ReleaseRecord? release, DateTimeOffset now) => new()
    {
        Namespace = workload.Namespace,
        Module = workload.Module.Name,
        Kind = workload.Kind,
        Revision = workload.Kind == ModuleKind.Pod ? PodRevision.Of(workload).LastOrDefault()?.Revision + 1 ?? 1 : Math.Max(1, workload.Revision),
        Version = workload.Module.Version,
        Image = Redaction.Url(workload.Module.Image),
        Status = StatusOf(release, workload),
        Cause = release?.Cause,
        When = release?.StartedAt ?? now,
        Replicas = workload.Desired,
        Responsive = workload.Ready,
        Id = release?.Id ?? "",
        Message = release?.Message,
        By = release?.By,
        Duration = DurationOf(release),
    };

    /// <summary>How long a release took; null while it is open, and where nobody noted its end.</summary>
    internal static TimeSpan? DurationOf(ReleaseRecord? release) =>
        release is { IsOpen: false, EndedAt: { } end } && end >= release.StartedAt ? end - release.StartedAt : null;

    /// <summary>Of a release that was driven to its end.</summary>
    /// <exception cref="DeployException">It failed, or was rolled back because it failed. Data["Release"] holds the release.</exception>
    internal static Release Ended(RolloutEnd end, ReleaseRecord asked, DateTimeOffset now)
    {
        var current = end.Snapshot.Workload.Kind is ModuleKind.DaemonSet or ModuleKind.StatefulSet ? UndoTarget.Current(end.Snapshot.Workload, end.Snapshot.Revisions) : null;
        var release = Of(end.Snapshot.Workload, end.Release, now) with { Responsive = end.Responsive };
        if (current is not null)
            release = release with { Revision = current.Revision };
        var wantedBack = asked.Phase == ReleasePhase.RollingBack;
        return end.Phase switch
        {
            ReleasePhase.Failed => throw Failure(end, release, "It stays as it is; what ran before goes on serving."),
            ReleasePhase.RolledBack when !wantedBack => throw Failure(end, release, $"{release.Version} was restored."),
            _ => release,
        };
    }

    private static DeployException Failure(RolloutEnd end, Release release, string outcome)
    {
        var message = end.Release.Message ?? "";
        var colon = message.IndexOf(": ", StringComparison.Ordinal);
        var code = colon > 0 ? ErrorCodes.Find(message[..colon]) : null;
        var words = code is null ? message : message[(colon + 2)..];
        var failure = new DeployException(code ?? ReleaseCodes.Failed,
            $"Release {end.Release.Id} of {release.Module} {end.Release.ToVersion} failed: {(words.EndsWith('.') ? words : words + ".")} {outcome}", $"{release.Namespace}/{release.Module}");
        failure.Data["Release"] = release;
        return failure;
    }

    private static ReleaseStatus StatusOf(ReleaseRecord? release, Workload workload) => release?.Phase switch
    {
        ReleasePhase.Running or ReleasePhase.RollingBack => OpenRelease.IsDone(release, workload) ? ReleaseStatus.Current : ReleaseStatus.Running,
        ReleasePhase.Paused => ReleaseStatus.Paused,
        ReleasePhase.Failed => ReleaseStatus.Failed,
        ReleasePhase.Closed => ReleaseStatus.Closed,
        ReleasePhase.RolledBack => ReleaseStatus.RolledBack,
        _ => ReleaseStatus.Current,
    };
}
