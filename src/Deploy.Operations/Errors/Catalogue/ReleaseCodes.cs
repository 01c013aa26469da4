using static Deploy.Operations.Errors.FailureCategory;

namespace Deploy.Operations.Errors;

/// <summary>What concerns one change of a module.</summary>
public static class ReleaseCodes
{
    public static ErrorCode NotFound { get; } = new("Release.NotFound", ObjectNotFound, false,
        "There is no such release.",
        "List the releases with Get-ModuleRelease.");

    public static ErrorCode RevisionNotFound { get; } = new("Release.RevisionNotFound", ObjectNotFound, false,
        "The module's history has no such revision.",
        "List the revisions with Get-ModuleRelease.");

    public static ErrorCode Open { get; } = new("Release.Open", ResourceBusy, true,
        "Another release of this module is open.",
        "Wait for it with Wait-ModuleRelease, or end it with Stop-ModuleRelease.");

    public static ErrorCode Locked { get; } = new("Release.Locked", ResourceBusy, true,
        "Somebody else works on this module.",
        "Wait until the lock is released or expires; -Force breaks it.");

    public static ErrorCode Paused { get; } = new("Release.Paused", InvalidOperation, false,
        "The module's rollout is paused.",
        "Go on with Resume-ModuleRelease.");

    public static ErrorCode NotOpen { get; } = new("Release.NotOpen", InvalidOperation, false,
        "The module has no open release.",
        "Look at its releases with Get-ModuleRelease.");

    public static ErrorCode TimedOut { get; } = new("Release.TimedOut", OperationTimeout, true,
        "The release did not end within the time given.",
        "It goes on by itself: wait longer with Wait-ModuleRelease, or end it with Stop-ModuleRelease.");

    public static ErrorCode ProgressDeadlineExceeded { get; } = new("Release.ProgressDeadlineExceeded", OperationTimeout, false,
        "The release made no progress within its deadline.",
        "Look at its replicas with Get-ReplicaStatus, then fix the module or roll back with Undo-ModuleRelease.");

    public static ErrorCode NotObserved { get; } = new("Release.NotObserved", ResourceBusy, true,
        "The cluster has not taken note of the change yet.",
        "Nothing needs to be done; when it stays so, check that the controller of this kind runs.");

    public static ErrorCode InProgress { get; } = new("Release.InProgress", ResourceBusy, true,
        "The release is under way.",
        "Nothing needs to be done.");

    public static ErrorCode NothingToUndo { get; } = new("Release.NothingToUndo", InvalidOperation, false,
        "The module has no earlier revision.",
        "Publish a version to go forward instead.");

    public static ErrorCode Superseded { get; } = new("Release.Superseded", OperationStopped, false,
        "A newer change of the module replaced this release.",
        "Look at the newer one with Get-ModuleRelease.");

    public static ErrorCode ScalingRefused { get; } = new("Release.ScalingRefused", InvalidOperation, false,
        "The module cannot be scaled before a release of it succeeded.",
        "Bring a release to success first, or publish a working version.");

    public static ErrorCode Failed { get; } = new("Release.Failed", InvalidResult, false,
        "The release cannot succeed.",
        "Fix the cause that the message names, or roll back with Undo-ModuleRelease.");

    public static ErrorCode Interrupted { get; } = new("Release.Interrupted", InvalidOperation, false,
        "The release was interrupted, and nobody drives it.",
        "Go on with Resume-ModuleRelease, or end it with Stop-ModuleRelease.");

    public static ErrorCode OutOfTraffic { get; } = new("Release.OutOfTraffic", InvalidOperation, false,
        "The module's removal was begun and has not ended, so its Services send it nothing.",
        "Remove it with Unpublish-Module, or give its requests back with Repair-Module.");

    public static ErrorCode GateRefused { get; } = new("Release.GateRefused", InvalidResult, false,
        "The health gate refused the new version.",
        "Look at what the gate says, then fix the module or roll back with Undo-ModuleRelease.");

    public static ErrorCode DowntimeNotAccepted { get; } = new("Release.DowntimeNotAccepted", InvalidOperation, false,
        "The change leaves a moment in which no replica answers.",
        "Agree to that with -AcceptDowntime, or choose a way without downtime.");

    public static ErrorCode PreflightFailed { get; } = new("Release.PreflightFailed", InvalidOperation, false,
        "The release would not succeed as things are.",
        "Change what the message names, then publish again.");

    internal static ErrorCode[] All =>
    [
        NotFound, RevisionNotFound, Open, Locked, Paused, NotOpen, TimedOut, ProgressDeadlineExceeded, NotObserved, InProgress, NothingToUndo,
        Superseded, ScalingRefused, Failed, Interrupted, OutOfTraffic, GateRefused, DowntimeNotAccepted, PreflightFailed,
    ];
}
