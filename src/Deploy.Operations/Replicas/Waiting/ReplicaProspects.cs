using Deploy.Operations.Errors;

namespace Deploy.Operations.Replicas.Waiting;

/// <summary>Whether one replica can still become Responsive by itself.</summary>
internal static class ReplicaProspects
{
    // What no waiting heals: the name, the file or the settings must be changed.
    private static readonly HashSet<string> Final =
    [
        ImageCodes.NotFound.Code, ImageCodes.InvalidName.Code, ImageCodes.NeverPull.Code, PackageCodes.UrlExpired.Code, PackageCodes.Damaged.Code,
        PackageCodes.DigestMismatch.Code,
    ];

    private static readonly HashSet<string> Pulls = [ImageCodes.Unauthorized.Code, ImageCodes.RegistryUnreachable.Code, ImageCodes.PullFailed.Code, UserCodes.DiskFull.Code];

    private static readonly HashSet<string> References =
    [
        ConfigCodes.ConfigMapMissing.Code, ConfigCodes.SecretMissing.Code, ConfigCodes.KeyMissing.Code, ConfigCodes.InvalidContainer.Code,
    ];

    private static readonly HashSet<string> Preparations = [ConfigCodes.VolumeNotMounted.Code, ConfigCodes.SandboxFailed.Code];

    private static readonly HashSet<string> Starts = [ContainerCodes.WrongCommand.Code, ContainerCodes.CannotStart.Code];

    public static Prospect Of(ReplicaFacts replica, WaitOptions options, DateTimeOffset now)
    {
        var (verdict, pod) = (replica.Verdict, replica.Pod);
        if (verdict.Cause is not { } cause || verdict.State == ReplicaState.Responsive) return Prospect.Good;
        var scheduled = Conditions.Find(pod.Status.Conditions, "PodScheduled")?.LastTransitionTime ?? pod.Metadata.CreationTimestamp;
        if (cause.Source == "Scheduler") return Unscheduled(verdict, cause, scheduled, options, now);
        // Its workload replaces a replica that has ended; one that nobody owns stays as it is.
        if (pod.Status.Phase is "Failed" or "Succeeded") return ModuleIdentity.Owner(pod) is null ? Prospect.None : Prospect.Good;
        if (Final.Contains(cause.Code)) return Prospect.None;
        if (Pulls.Contains(cause.Code) && !IsOnBase(cause)) return Pull(replica, scheduled, options, now);
        if (References.Contains(cause.Code)) return Prospect.After(scheduled, options.ConfigGrace, now);
        if (Preparations.Contains(cause.Code)) return Preparation(replica, scheduled, options, now);
        var view = new PodView(pod, null, null, now);
        var restarts = view.Inits.Concat(view.Apps).Select(container => container.Restarts).DefaultIfEmpty(0).Max();
        if (Starts.Contains(cause.Code)) return new(verdict.State == ReplicaState.StartingError && restarts >= 1);
        if (cause.Source == "Container") return new(Crashes(view) && restarts >= Math.Max(1, options.CrashLoops));
        // What a base's arklet refuses stays refused; what it calls worth retrying is retried.
        return new(verdict.State == ReplicaState.StartingError && ErrorCodes.Find(cause.Code) is { Retryable: false } && cause.Source != "Node");
    }

    private static bool IsOnBase(Cause cause) => cause.Source is "Arklet" or "Base";

    // The one place where a wait ends for want of room: not before those that hold the room and are ending had their time.
    private static Prospect Unscheduled(ReplicaVerdict verdict, Cause cause, DateTimeOffset? since, WaitOptions options, DateTimeOffset now)
    {
        if (cause.Code == SchedulerCodes.Waiting.Code || cause.Code == SchedulerCodes.Gated.Code) return Prospect.Good;
        if (cause.Code == SchedulerCodes.NoMatchingBase.Code && options.AwaitBase) return Prospect.Good;
        var prospect = Prospect.After(since, options.UnschedulableGrace, now);
        return verdict.Room is { } room && room.Until > prospect.HopelessAt ? new(now >= room.Until, room.Until) : prospect;
    }

    private static Prospect Pull(ReplicaFacts replica, DateTimeOffset? scheduled, WaitOptions options, DateTimeOffset now)
    {
        var failures = (replica.Events ?? []).Where(entry => entry is { Reason: "Failed" } && entry.Message?.Contains("pull image", StringComparison.OrdinalIgnoreCase) == true)
            .Sum(entry => (long)EventLog.Count(entry));
        return failures >= Math.Max(1, options.ImagePullFailures) ? Prospect.None : Prospect.After(scheduled, options.ImagePullGrace, now);
    }

    // The node tries again by itself, so one failure may pass. A disk that another node still holds is let go when the replica there has ended.
    private static Prospect Preparation(ReplicaFacts replica, DateTimeOffset? scheduled, WaitOptions options, DateTimeOffset now)
    {
        var failed = (replica.Events ?? []).Where(CreationCauses.IsFailure).ToArray();
        if (failed.Length == 0 || failed.Any(entry => entry.Reason == CreationCauses.Attaching)) return Prospect.Good;
        return failed.Sum(entry => (long)EventLog.Count(entry)) < 2 ? Prospect.Good : Prospect.After(scheduled, options.ConfigGrace, now);
    }

    // A container that runs at this moment may stay up this time.
    private static bool Crashes(PodView view) =>
        view.Inits.Concat(view.Apps).Any(container => container.Waiting?.Reason == "CrashLoopBackOff" || container.Terminated is { ExitCode: not 0 });
}
