using static Deploy.Operations.Errors.FailureCategory;

namespace Deploy.Operations.Errors;

/// <summary>What the module's or the base's owner has to put right.</summary>
public static class UserCodes
{
    public static ErrorCode DiskFull { get; } = new("User.DiskFull", ResourceUnavailable, false,
        "The disk of the base's machine is full, so the package cannot be stored.",
        "Free space on the base's machine or give it a larger disk, then restart the replica with Restart-Replica.");

    public static ErrorCode MachineMalfunction { get; } = new("User.MachineMalfunction", ResourceUnavailable, false,
        "The base's machine does not work as it should.",
        "Take the base out of service and move its modules to another one.");

    public static ErrorCode MetaspaceFull { get; } = new("User.MetaspaceFull", LimitsExceeded, false,
        "The base's Java metaspace is used up, so no further module can be loaded.",
        "Raise -XX:MaxMetaspaceSize or restart the base; repeated installations leave classes behind.");

    public static ErrorCode InstallBizUserError { get; } = new("User.InstallBizUserError", InvalidResult, false,
        "The module's own code failed while it started.",
        "Read the module's start-up log with Get-ReplicaLog, fix the module and publish a new version.");

    public static ErrorCode InstallModuleFailed { get; } = new("User.InstallModuleFailed", InvalidResult, false,
        "The module could not be installed for a reason of its own.",
        "Read the module's start-up log with Get-ReplicaLog, fix the module and publish a new version.");

    internal static ErrorCode[] All => [DiskFull, MachineMalfunction, MetaspaceFull, InstallBizUserError, InstallModuleFailed];
}
