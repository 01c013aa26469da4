using static Deploy.Operations.Errors.FailureCategory;

namespace Deploy.Operations.Errors;

/// <summary>Why a container does not run, does not stay up or does not answer.</summary>
public static class ContainerCodes
{
    public static ErrorCode Creating { get; } = new("Container.Creating", ResourceBusy, true,
        "The node is preparing the replica's containers.",
        "Nothing needs to be done.");

    public static ErrorCode CannotStart { get; } = new("Container.CannotStart", InvalidOperation, false,
        "The container could not be started.",
        "Correct what the message names in the module's container settings.");

    public static ErrorCode WrongCommand { get; } = new("Container.WrongCommand", InvalidArgument, false,
        "The start command does not exist in the image or may not be executed.",
        "Correct the command of the container, or the entry point of the image.");

    public static ErrorCode OutOfMemory { get; } = new("Container.OutOfMemory", LimitsExceeded, false,
        "The container used more memory than its limit and was killed.",
        "Raise the memory limit, or lower what the process may use.");

    public static ErrorCode CrashLoop { get; } = new("Container.CrashLoop", InvalidResult, false,
        "The container ends again and again right after its start.",
        "Read the log of the run before with Get-ReplicaLog -Previous.");

    public static ErrorCode ExitedWithError { get; } = new("Container.ExitedWithError", InvalidResult, false,
        "The process ended with an error.",
        "Read the log of the run before with Get-ReplicaLog -Previous.");

    public static ErrorCode Killed { get; } = new("Container.Killed", OperationStopped, false,
        "The process was killed from outside (exit code 137).",
        "Look for a failing health check, a too short termination grace, or memory used up on the node.");

    public static ErrorCode Terminated { get; } = new("Container.Terminated", OperationStopped, false,
        "The process was told to end (exit code 143).",
        "Look for a failing health check or a deletion in the replica's events.");

    public static ErrorCode SegmentationFault { get; } = new("Container.SegmentationFault", InvalidResult, false,
        "The process crashed on invalid memory access (exit code 139).",
        "Look at native libraries of the image, and whether they fit the node's architecture.");

    public static ErrorCode Aborted { get; } = new("Container.Aborted", InvalidResult, false,
        "The process aborted itself (exit code 134).",
        "Look for a fatal runtime error in Get-ReplicaLog -Previous.");

    public static ErrorCode Completed { get; } = new("Container.Completed", InvalidOperation, false,
        "The process ended by itself, without an error; a module has to keep running.",
        "Start the service in the foreground in the container's command.");

    public static ErrorCode LivenessFailing { get; } = new("Container.LivenessFailing", InvalidResult, false,
        "The running health check fails, so the container is restarted.",
        "Correct the check's path, port or time limits, or find why the service stops answering.");

    public static ErrorCode StartupFailing { get; } = new("Container.StartupFailing", InvalidResult, false,
        "The start-up health check did not succeed in time, so the container is restarted.",
        "Give the start more time (failureThreshold, periodSeconds), or make it faster.");

    public static ErrorCode NotReady { get; } = new("Container.NotReady", ResourceUnavailable, true,
        "The replica runs, but its readiness check does not succeed.",
        "Look at what the check asks (path, port) and at the replica's log.");

    public static ErrorCode NotAnswering { get; } = new("Container.NotAnswering", ResourceBusy, true,
        "The containers run; whether the service answers is not known yet.",
        "Nothing needs to be done until the readiness grace is over.");

    public static ErrorCode Restarted { get; } = new("Container.Restarted", InvalidResult, true,
        "The container ended and was started again.",
        "Read the log of the run before with Get-ReplicaLog -Previous.");

    public static ErrorCode GateNotMet { get; } = new("Container.GateNotMet", ResourceUnavailable, true,
        "The containers are ready, but an additional readiness gate is not met.",
        "Look at the component that sets the condition which the message names.");

    public static ErrorCode Initializing { get; } = new("Container.Initializing", ResourceBusy, true,
        "An init container has not finished yet.",
        "Nothing needs to be done; when it takes too long, read its log with Get-ReplicaLog -Container.");

    internal static ErrorCode[] All =>
    [
        Creating, Initializing, CannotStart, WrongCommand, OutOfMemory, CrashLoop, ExitedWithError, Killed, Terminated, SegmentationFault,
        Aborted, Completed, LivenessFailing, StartupFailing, NotReady, NotAnswering, Restarted, GateNotMet,
    ];
}
