using Deploy.Controller.Arklet;

namespace Deploy.Controller.Modules;

/// <summary>An install or uninstall that runs, or the last one that failed.</summary>
public sealed record BizOperation
{
    private static readonly string[] Retryable =
    [
        "Arklet.PullBizError", "Arklet.PullBizTimeOut", "Arklet.InstallBizExecuting", ArkletException.NetworkError,
        ArkletException.TimedOut, "Arklet.InstallModuleExecuting", "Arklet.UninstallBizTimedOut", "Arklet.UninstallBizFailed",
    ];

    /// <summary>The module.</summary>
    public required Biz Biz { get; init; }

    /// <summary>True for an install, false for an uninstall.</summary>
    public required bool IsInstall { get; init; }

    /// <summary>Under way.</summary>
    public bool IsRunning { get; init; }

    /// <summary>How often it failed in a row.</summary>
    public int Failures { get; init; }

    /// <summary>The two-level error code of the last failure, or null.</summary>
    public string? Code { get; init; }

    /// <summary>What the base said of the last failure.</summary>
    public string Message { get; init; } = "";

    /// <summary>When it was begun or failed.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>
    /// When it may be tried again: 10 s after the first failure, doubling up to 5 minutes; null for a cause that a
    /// repetition cannot mend, since every failed install costs the base metaspace.
    /// </summary>
    public DateTimeOffset? RetryAt => Code is not null && (!IsInstall || Retryable.Contains(Code)) ? At + TimeSpan.FromSeconds(Math.Min(300, 10 * Math.Pow(2, Failures - 1))) : null;

    /// <summary>Whether it keeps the module from being touched now.</summary>
    public bool Blocks(DateTimeOffset now) => IsRunning || (Code is not null && (RetryAt is not { } retry || retry > now));
}
