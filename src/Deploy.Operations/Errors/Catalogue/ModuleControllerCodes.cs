using static Deploy.Operations.Errors.FailureCategory;

namespace Deploy.Operations.Errors;

/// <summary>What the module controller refuses or cannot do.</summary>
public static class ModuleControllerCodes
{
    public static ErrorCode UnknownError { get; } = new("ModuleController.UnknownError", InvalidResult, false,
        "The module controller failed in a way that it has no name for.",
        "Read the controller's log around this moment.");

    public static ErrorCode InvalidParameter { get; } = new("ModuleController.InvalidParameter", InvalidArgument, false,
        "A parameter is not valid.",
        "Correct the parameter that the message names.");

    public static ErrorCode InvalidRequest { get; } = new("ModuleController.InvalidRequest", InvalidArgument, false,
        "The request as a whole is not valid.",
        "Correct what the message names; -WhatIf shows what would be done.");

    public static ErrorCode DBAccessError { get; } = new("ModuleController.DBAccessError", ResourceUnavailable, true,
        "The controller could not read or write its records.",
        "Try again; when it stays so, check the API server and its store.");

    public static ErrorCode RetryTimesExceeded { get; } = new("ModuleController.RetryTimesExceeded", LimitsExceeded, false,
        "The operation was tried as often as allowed and failed every time.",
        "Fix the cause of the last attempt, which the message repeats, then start the operation again.");

    public static ErrorCode ProcessNodeMissed { get; } = new("ModuleController.ProcessNodeMissed", ObjectNotFound, false,
        "A step of the operation is gone.",
        "Run Repair-Module and start the operation again.");

    public static ErrorCode ServiceMissed { get; } = new("ModuleController.ServiceMissed", ObjectNotFound, false,
        "The Service that belongs to the module does not exist.",
        "Create the Service or publish the module with its Service again.");

    public static ErrorCode ResourceConstraned { get; } = new("ModuleController.ResourceConstraned", ResourceUnavailable, false,
        "There are not enough resources for the operation.",
        "Add a base or lower what the module asks for.");

    public static ErrorCode BaseInstanceNotFound { get; } = new("ModuleController.BaseInstanceNotFound", ObjectNotFound, false,
        "There is no such base.",
        "List the bases with Get-ModuleBase.");

    public static ErrorCode BaseInstanceInOperation { get; } = new("ModuleController.BaseInstanceInOperation", ResourceBusy, true,
        "Another operation works on this base.",
        "Try again when that operation has ended.");

    public static ErrorCode BaseInstanceNotReady { get; } = new("ModuleController.BaseInstanceNotReady", ResourceUnavailable, false,
        "The base is not ready.",
        "Look at its health with Get-ModuleHealth -Base and bring it up.");

    public static ErrorCode BaseInstanceHasBeenReplaced { get; } = new("ModuleController.BaseInstanceHasBeenReplaced", ObjectNotFound, false,
        "The base was replaced by another one meanwhile.",
        "List the bases with Get-ModuleBase and address the new one.");

    public static ErrorCode InsufficientHealthyBaseInstance { get; } = new("ModuleController.InsufficientHealthyBaseInstance", ResourceUnavailable, false,
        "Too few bases are healthy for the operation.",
        "Bring bases up or add some, or lower the replica count.");

    public static ErrorCode RescaleRequirementNotMet { get; } = new("ModuleController.RescaleRequirementNotMet", InvalidOperation, false,
        "The module cannot be scaled in its present state.",
        "Publish it successfully first, or end the release that is open.");

    public static ErrorCode BaseInstanceOperationFailed { get; } = new("ModuleController.BaseInstanceOperationFailed", InvalidResult, false,
        "The operation failed on a base.",
        "Read the cause that the base reports with Get-ReplicaDiagnostic.");

    public static ErrorCode BaseInstanceUnderOperation { get; } = new("ModuleController.BaseInstanceUnderOperation", ResourceBusy, true,
        "The base is being operated on.",
        "Try again when that operation has ended.");

    public static ErrorCode BaseInstanceOperationTimeOut { get; } = new("ModuleController.BaseInstanceOperationTimeOut", OperationTimeout, false,
        "The operation on a base did not end in time.",
        "Look at the base with Get-ModuleHealth -Base, then start the operation again.");

    public static ErrorCode OverFiftyPercentBaseInstancesUnavaliable { get; } = new("ModuleController.OverFiftyPercentBaseInstancesUnavaliable", ResourceUnavailable, false,
        "More than half of the bases are unavailable, so the operation was not started.",
        "Bring the bases up first.");

    internal static ErrorCode[] All =>
    [
        UnknownError, InvalidParameter, InvalidRequest, DBAccessError, RetryTimesExceeded, ProcessNodeMissed, ServiceMissed,
        ResourceConstraned, BaseInstanceNotFound, BaseInstanceInOperation, BaseInstanceNotReady, BaseInstanceHasBeenReplaced,
        InsufficientHealthyBaseInstance, RescaleRequirementNotMet, BaseInstanceOperationFailed, BaseInstanceUnderOperation,
        BaseInstanceOperationTimeOut, OverFiftyPercentBaseInstancesUnavaliable,
    ];
}
