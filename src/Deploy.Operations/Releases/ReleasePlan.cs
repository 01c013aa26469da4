using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Planning;

namespace Deploy.Operations.Releases;

/// <summary>What a change of a module will do and why: shown before, then carried out as it is.</summary>
public sealed record ReleasePlan
{
    internal ReleasePlan(PlannedWork work, ReleaseOptions options, Func<CancellationToken, Task<ReleasePlan>> replan) =>
        (Work, Options, Replan) = (work, options, replan);

    public required ReleaseOperation Operation { get; init; }

    public required string Namespace { get; init; }

    public required string Module { get; init; }

    public required ModuleKind Kind { get; init; }

    /// <summary>Null for a module that is not published yet.</summary>
    public string? FromVersion { get; init; }

    /// <summary>Null where the version does not change.</summary>
    public string? ToVersion { get; init; }

    public IReadOnlyList<PlannedChange> Changes { get; init; } = [];

    /// <summary>The batches; empty for a change in one go.</summary>
    public IReadOnlyList<PlannedStep> Steps { get; init; } = [];

    public IReadOnlyList<PreflightCheck> Preflight { get; init; } = [];

    /// <summary>What should be known before agreeing.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsEmpty => Changes.Count == 0;

    /// <summary>What is done to the module, in the imperative and without its name: <c>resize to 4 replicas</c>.</summary>
    public string Action => IsEmpty ? "change nothing, since all is as asked for" : Operation switch
    {
        ReleaseOperation.Publish => $"publish {ToVersion} as {Kind}",
        ReleaseOperation.Replace => $"replace {FromVersion} by {ToVersion}",
        ReleaseOperation.Undo => $"roll back from {FromVersion} to {ToVersion}",
        ReleaseOperation.Change => $"change {ToVersion}",
        ReleaseOperation.Resize when Work is PlannedWork.Scale scale => $"resize to {scale.Replicas} {(scale.Replicas == 1 ? "replica" : "replicas")}",
        ReleaseOperation.Suspend or ReleaseOperation.Resume or ReleaseOperation.Stop => $"{Operation.ToString().ToLowerInvariant()} the release",
        _ => Operation.ToString().ToLowerInvariant(),
    };

    /// <summary>The plan in one sentence.</summary>
    public string Summary => IsEmpty ? $"{Module} is as asked for; nothing changes" : Operation switch
    {
        ReleaseOperation.Publish => $"publish {Module} {ToVersion} as {Kind}",
        ReleaseOperation.Replace => $"replace {Module} {FromVersion} by {ToVersion}",
        ReleaseOperation.Undo => $"roll {Module} back from {FromVersion} to {ToVersion}",
        ReleaseOperation.Change => $"change {Module} {ToVersion}",
        _ => $"{Operation.ToString().ToLowerInvariant()} {Module}",
    };

    internal PlannedWork Work { get; init; }

    internal ReleaseOptions Options { get; init; }

    /// <summary>Makes the plan anew, when somebody changed the module in between.</summary>
    internal Func<CancellationToken, Task<ReleasePlan>> Replan { get; init; }

    public override string ToString() => Summary;
}
