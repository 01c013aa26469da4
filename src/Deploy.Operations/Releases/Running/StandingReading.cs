using Deploy.Kubernetes;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Planning;
using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Releases.Running;

/// <summary>Reads from a workload how its release stands. Pure.</summary>
internal static class StandingReading
{
    internal static ReleaseStanding Of(Workload workload, DateTimeOffset now) =>
        ReleaseRecord.Of(workload) is { } release ? OfRelease(workload, release, now) : OfOthers(workload);

    /// <summary>A module that is gone has no release.</summary>
    internal static ReleaseStanding Gone(Workload workload) => Empty(workload) with { Phase = ReleasePhase.Closed };

    private static ReleaseStanding OfRelease(Workload workload, ReleaseRecord release, DateTimeOffset now)
    {
        var isDone = OpenRelease.IsDone(release, workload);
        var isBatched = release.Strategy == StrategyKind.Batched;
        var goesBack = release.Phase == ReleasePhase.RollingBack;
        return Empty(workload) with
        {
            Id = release.Id,
            FromVersion = goesBack ? release.ToVersion : release.FromVersion,
            Version = goesBack ? workload.Module.Version : release.ToVersion,
            Phase = isDone ? ReleasePhase.Succeeded : release.Phase,
            IsOpen = release.IsOpen && !isDone,
            Batch = isBatched ? release.Batch : 0,
            Batches = isBatched ? BatchSizes.Total(release, workload.Desired) : 0,
            StartedAt = release.StartedAt,
            Message = release.Message is { Length: > 0 } message ? Redaction.Text(message) : IsLeftAlone(workload, release, now) && !isDone ? "nobody drives it: Resume-ModuleRelease goes on" : null,
        };
    }

    // What was started by other means shows while it rolls.
    private static ReleaseStanding OfOthers(Workload workload)
    {
        var isRolling = PublishedModuleReading.IsRolling(workload);
        return Empty(workload) with { IsOpen = isRolling, Phase = isRolling ? ReleasePhase.Running : ReleasePhase.Succeeded };
    }

    private static ReleaseStanding Empty(Workload workload) => new()
    {
        Namespace = workload.Namespace,
        Module = workload.Module.Name,
        Version = workload.Module.Version,
        Revision = workload.Revision,
        Desired = workload.Desired,
    };

    // A rolling update goes on by itself; every other strategy needs somebody who takes its steps.
    private static bool IsLeftAlone(Workload workload, ReleaseRecord release, DateTimeOffset now) =>
        release is { Phase: ReleasePhase.Running or ReleasePhase.RollingBack } && (release.Strategy != StrategyKind.Rolling || release.Own is not null)
        && (ReleaseLock.Of(workload)?.Expires ?? DateTimeOffset.MinValue) <= now;
}
