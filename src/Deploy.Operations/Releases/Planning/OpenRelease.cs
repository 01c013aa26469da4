using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Running;
using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Releases.Planning;

/// <summary>Refuses what would run into somebody else's release. Pure.</summary>
internal static class OpenRelease
{
    /// <exception cref="DeployException">Release.Locked or Release.Open, naming the release and who holds it.</exception>
    internal static void RefuseBeside(Workload live, ReleaseOptions options, string holder, DateTimeOffset now)
    {
        RefuseOverHeldTraffic(live, options);
        if (options.Force)
            return;
        var record = ReleaseRecord.Of(live);
        RefuseLocked(live, holder, now);
        if (record is not null && Blocks(record, live) && !IsOwnBeginning(record, live, holder))
        {
            throw new DeployException(ReleaseCodes.Open, $"Release {record.Id} ({record.Cause}) is {Words(record.Phase)}{(record.Message is { } message ? $": {message}" : "")}",
                Target(live), "Go on with Resume-ModuleRelease, end it with Stop-ModuleRelease, or go over it with -Force.");
        }
    }

    /// <exception cref="DeployException">Release.OutOfTraffic: a removal of the module was begun.</exception>
    internal static void RefuseHalfRemoved(Workload live)
    {
        if (RemovalTraffic.NoteOf(live) is not null)
        {
            throw new DeployException(ReleaseCodes.OutOfTraffic, $"The removal of module '{live.Module.Name}' was begun, so its Services send it nothing.", Target(live),
                $"Unpublish-Module {live.Module.Name} removes it, Repair-Module {live.Module.Name} gives its requests back.");
        }
    }

    // Its Services are held on one set; a release that does not know of that would take the set away under them.
    private static void RefuseOverHeldTraffic(Workload live, ReleaseOptions options)
    {
        if (options.Strategy != StrategyKind.Safe && ReleaseRecord.Of(live) is { IsOpen: true, Strategy: StrategyKind.Safe } record)
        {
            throw new DeployException(ReleaseCodes.Open, $"Safe upgrade {record.Id} ({record.Cause}) holds the module's Services.", Target(live),
                "Roll it back with Stop-ModuleRelease -Rollback, or go forward with another safe upgrade.");
        }
    }

    internal static void RefuseLocked(Workload live, string holder, DateTimeOffset now)
    {
        if (ReleaseLock.Of(live) is { } held && held.IsHeldAgainst(holder, now))
        {
            throw new DeployException(ReleaseCodes.Locked, $"Release {held.Release} ({held.Reason}) is driven by {held.Holder} until {held.Expires:u} at least.",
                Target(live), "Wait for it with Wait-ModuleRelease; -Force takes it over.");
        }
    }

    /// <summary>The open release, for what needs one.</summary>
    /// <exception cref="DeployException">Release.NotOpen.</exception>
    internal static ReleaseRecord Require(Workload live) =>
        ReleaseRecord.Of(live) is { } record && (record.IsOpen || record.Phase == ReleasePhase.Closed)
            ? record
            : throw new DeployException(ReleaseCodes.NotOpen, $"Module '{live.Module.Name}' has no open release.", Target(live));

    /// <summary>Whether a rolling release has come to its end, though nobody was there to note it.</summary>
    internal static bool IsDone(ReleaseRecord record, Workload live) =>
        record is { Phase: ReleasePhase.Running, Strategy: StrategyKind.Rolling } && !PublishedModuleReading.IsRolling(live) && live.Ready >= live.Desired;

    // A rolling release that nobody drives is plain Kubernetes and may be followed by another; so may one that failed.
    private static bool Blocks(ReleaseRecord record, Workload live) =>
        record.IsOpen && record.Phase != ReleasePhase.Failed && !IsDone(record, live) && (record.Strategy != StrategyKind.Rolling || record.Phase == ReleasePhase.Paused);

    // A safe upgrade of ours that was overtaken before it wrote its template is planned anew.
    private static bool IsOwnBeginning(ReleaseRecord record, Workload live, string holder) =>
        record is { Batch: 0, Phase: ReleasePhase.Running } && ReleaseLock.Of(live)?.Holder == holder;

    private static string Words(ReleasePhase phase) => phase switch
    {
        ReleasePhase.Running => "under way",
        ReleasePhase.RollingBack => "being rolled back",
        _ => phase.ToString().ToLowerInvariant(),
    };

    private static string Target(Workload live) => $"{live.Namespace}/{live.Module.Name}";
}
