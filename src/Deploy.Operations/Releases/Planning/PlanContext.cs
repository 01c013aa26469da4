using Deploy.Kubernetes;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Rollout;
using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Releases.Planning;

/// <summary>What planners read from: the live objects, the clock and who asks.</summary>
internal sealed class PlanContext(KubernetesClient client, TimeProvider time, ReleaseEnvironment environment)
{
    internal KubernetesClient Client => client;

    internal ModuleCatalog Catalog { get; } = new(client, time);

    internal string Holder => environment.Holder;

    /// <summary>The image that a rollback is to use for one of its revision: the same, or a fresh URL of the same package.</summary>
    internal Task<string> RenewUrlAsync(string image, CancellationToken cancellationToken) =>
        environment.RenewUrl is { } renew ? renew(image, cancellationToken) : Task.FromResult(image);

    internal DateTimeOffset Now => time.GetUtcNow();

    /// <summary>The release before, with the own values that it noted. When others replaced the workload's annotations, its copy on a ReplicaSet tells them.</summary>
    internal async Task<ReleaseRecord?> EarlierAsync(Workload live, CancellationToken cancellationToken)
    {
        var record = ReleaseRecord.Of(live);
        var onBarrier = live.Kind == ModuleKind.Deployment && live.Json.NumberAt("spec", "minReadySeconds") == ReleaseTimeFields.NeverAvailable;
        if (record?.Own is not null || !onBarrier)
            return record;
        var revisions = await RevisionReader.ReadAsync(client, live, cancellationToken);
        var noted = revisions.Select(set => ReleaseRecord.Read(set.Annotation(ModuleLabels.Release))).LastOrDefault(item => item?.Own is not null);
        var own = noted?.Own ?? new OwnValues { MinReadySeconds = 0, ProgressDeadlineSeconds = 600, MaxSurge = "25%", MaxUnavailable = "25%" };
        return (record ?? noted ?? new ReleaseRecord { Id = "" }) with { Own = own };
    }

    /// <summary>Number of the revision that a release starts from; of one that follows an unfinished release, what ran before that.</summary>
    internal async Task<long> FromRevisionAsync(Workload live, ReleaseRecord? earlier, CancellationToken cancellationToken)
    {
        if (earlier is { FromRevision: > 0 } && (earlier.IsOpen && !OpenRelease.IsDone(earlier, live) || earlier.Phase == ReleasePhase.Closed))
            return earlier.FromRevision;
        return live.Kind switch
        {
            ModuleKind.Deployment => live.Revision,
            ModuleKind.Pod => PodRevision.Of(live).LastOrDefault()?.Revision + 1 ?? 1,
            _ => (await RevisionReader.ReadAsync(client, live, cancellationToken)) is [.., var last] ? last.Revision : 0,
        };
    }
}
