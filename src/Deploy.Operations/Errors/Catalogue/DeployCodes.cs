using static Deploy.Operations.Errors.FailureCategory;

namespace Deploy.Operations.Errors;

/// <summary>What concerns this product itself.</summary>
public static class DeployCodes
{
    public static ErrorCode UnexpectedError { get; } = new("Deploy.UnexpectedError", InvalidResult, false,
        "Something failed that was not foreseen.",
        "Run it again with -Verbose and report the message.");

    public static ErrorCode InvalidParameter { get; } = new("Deploy.InvalidParameter", InvalidArgument, false,
        "A parameter is not valid.",
        "Correct the parameter that the message names.");

    public static ErrorCode Cancelled { get; } = new("Deploy.Cancelled", OperationStopped, true,
        "The operation was stopped before its end.",
        "Run it again: it goes on from where it stopped.");

    public static ErrorCode TimedOut { get; } = new("Deploy.TimedOut", OperationTimeout, true,
        "The operation did not end within the time given.",
        "Run it again with a longer -Timeout.");

    public static ErrorCode FileAccess { get; } = new("Deploy.FileAccess", ReadError, false,
        "A file cannot be read or written.",
        "Check the path that the message names and its permissions.");

    public static ErrorCode FileExists { get; } = new("Deploy.FileExists", ResourceExists, false,
        "A file of that name is there already.",
        "Give another -Path, or -Force to replace it.");

    public static ErrorCode LocalClusterFailed { get; } = new("Deploy.LocalClusterFailed", ResourceUnavailable, false,
        "The local cluster did not start or stop as it should.",
        "Read its log under DEPLOY_HOME, stop what is left of it with Stop-LocalCluster, and start it again.");

    public static ErrorCode PowerShellMissing { get; } = new("Deploy.PowerShellMissing", NotInstalled, false,
        "A process of its own would need PowerShell, and the program that hosts it here brings none that can be started.",
        "Install PowerShell 7.6 and run the command there.");

    public static ErrorCode InvalidSetting { get; } = new("Deploy.InvalidSetting", InvalidArgument, false,
        "A setting of the timers is not valid.",
        "Correct the environment variables or application settings that the message names, and start again.");

    public static ErrorCode MaintenanceFailed { get; } = new("Deploy.MaintenanceFailed", InvalidResult, true,
        "A maintenance task could not do its work on a cluster.",
        "Do what the message says for each cluster; the next run tries again.");

    internal static ErrorCode[] All =>
        [UnexpectedError, InvalidParameter, Cancelled, TimedOut, FileAccess, FileExists, LocalClusterFailed, PowerShellMissing, InvalidSetting, MaintenanceFailed];
}
