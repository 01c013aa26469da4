using System.Text.Json;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Releases.State;

/// <summary>
/// The state of a release: an annotation of its workload, written together with the change that it describes, so that any
/// machine can go on with it. It holds no image, since an image may be a signed URL.
/// </summary>
internal sealed record ReleaseRecord
{
    public required string Id { get; init; }

    public ReleaseOperation Operation { get; init; }

    public string? FromVersion { get; init; }

    public string ToVersion { get; init; } = "";

    /// <summary>Number of the revision that ran before; 0 for a first release.</summary>
    public long FromRevision { get; init; }

    /// <summary>Number of the revision that was current when the target's template was written; the controller makes the next one of it.</summary>
    public long Since { get; init; }

    /// <summary>Id in the template that is rolled out. On a way back this is the id of an earlier release.</summary>
    public string Target { get; init; } = "";

    /// <summary>Hash label of the target's pods, where its template was made by others and has no id.</summary>
    public string? TargetHash { get; init; }

    /// <summary>Fingerprint of the target's image without signature, to notice an image set by others.</summary>
    public string Image { get; init; } = "";

    public StrategyKind Strategy { get; init; }

    public ReleasePhase Phase { get; init; }

    /// <summary>The open batch, from 1.</summary>
    public int Batch { get; init; } = 1;

    public int? BatchSize { get; init; }

    public int? BatchPercent { get; init; }

    public int? BatchCount { get; init; }

    public PauseAfter Pause { get; init; }

    public TimeSpan WaitBetween { get; init; }

    public TimeSpan ResponsiveFor { get; init; }

    public Uri? HealthUrl { get; init; }

    public bool BaseHealth { get; init; }

    public int? BaseHealthPort { get; init; }

    public FailurePolicy OnFailure { get; init; }

    public SwitchWhen SwitchWhen { get; init; }

    public TimeSpan Grace { get; init; }

    public TimeSpan KeepOld { get; init; }

    /// <summary>Whether the first new replicas of a rolling update have yet to show that they do not crash at once; until then the controller waits longer for each.</summary>
    public bool OnTrial { get; init; }

    /// <summary>When the traffic moved to the new set of a safe upgrade.</summary>
    public DateTimeOffset? SwitchedAt { get; init; }

    /// <summary>The batch after whose pause somebody let it go on; 0: none.</summary>
    public int ResumedBatch { get; init; }

    /// <summary>Whether the workload is paused by us, and so is to be resumed by us.</summary>
    public bool HoldsPause { get; init; }

    /// <summary>Whether the earlier template is back already, on a way back.</summary>
    public bool IsReverted { get; init; }

    /// <summary>The operator's own values, where the release has set others for its time.</summary>
    public OwnValues? Own { get; init; }

    /// <summary>Container that ran before in a bare pod that is replaced in place.</summary>
    public string? FromContainer { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When it came to its end: done, rolled back or closed; null before, and where nobody was there to note it.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Who began it; null for a note of an older version.</summary>
    public string? By { get; init; }

    public string? Cause { get; init; }

    /// <summary>Why it is paused, failed or rolling back.</summary>
    public string? Message { get; init; }

    /// <summary>Whether it can still go on, so that another may not begin beside it.</summary>
    internal bool IsOpen => Phase is ReleasePhase.Running or ReleasePhase.Paused or ReleasePhase.Failed or ReleasePhase.RollingBack;

    internal string Write() => ReleaseNote.Write(this);

    /// <summary>Null for a workload without a release of ours, or one whose note is damaged: it is then read as what it does.</summary>
    internal static ReleaseRecord? Of(Workload workload)
    {
        var noted = Read(workload.Annotation(workload.Kind == ModuleKind.Pod ? ModuleLabels.PodReleaseState : ModuleLabels.Release));
        return noted is { IsOpen: true } && IsCopy(noted, workload) ? noted with { Phase = ReleasePhase.Succeeded, Own = null, HoldsPause = false, Message = null } : noted;
    }

    /// <summary>The newest revision that there is or will be of what the workload has now: a controller that is behind may make one yet.</summary>
    internal static long RevisionNow(Workload live) => live.Revision + (live.ObservedGeneration < live.Generation ? 1 : 0);

    // An undo by kubectl brings back the annotations that the controller copied to the earlier ReplicaSet, maybe from before
    // that release had ended. The template is then that release's, but the history has gone on without it. A template changed
    // by others while the release is open makes a revision too: then the image is another, or what the release holds is in place.
    private static bool IsCopy(ReleaseRecord noted, Workload workload) =>
        workload.Kind == ModuleKind.Deployment && workload.Revision > noted.Since + (noted.Batch == 0 ? 0 : 1) && noted.TargetHash is null
        && (noted.Batch == 0 || IsTarget(noted, workload)) && !IsInPlace(noted, workload);

    // Before its first batch a release is noted on the template that ran before it.
    private static bool IsTarget(ReleaseRecord noted, Workload workload) =>
        workload.Module.Release == noted.Target && Planning.ImageFingerprint.Of(workload.Module.Image) == noted.Image;

    private static bool IsInPlace(ReleaseRecord noted, Workload workload) =>
        noted.HoldsPause && workload.Json.TextAt("spec", "paused") == "true" || noted.Own is { } own && OwnValues.Of(workload) != own;

    internal static ReleaseRecord? Read(string annotation)
    {
        try
        {
            return annotation.StartsWith('{') ? ReleaseNote.Read(annotation) : null;
        }
        catch (Exception damage) when (damage is JsonException or FormatException or ArgumentException)
        {
            return null;
        }
    }
}
