using static Deploy.Operations.Errors.FailureCategory;

namespace Deploy.Operations.Errors;

/// <summary>What the dashboard of the platform reports.</summary>
public static class KouplelessBoardCodes
{
    public static ErrorCode UnknownError { get; } = new("KouplelessBoard.UnknownError", InvalidResult, false,
        "The dashboard failed in a way that it has no name for.",
        "Read the dashboard's log around this moment.");

    public static ErrorCode OperationPlanNotFound { get; } = new("KouplelessBoard.OperationPlanNotFound", ObjectNotFound, false,
        "There is no such release order.",
        "List the releases with Get-ModuleRelease.");

    public static ErrorCode OperationPlanMutualExclusion { get; } = new("KouplelessBoard.OperationPlanMutualExclusion", ResourceBusy, true,
        "Another release order of this module is open.",
        "Wait for it, or end it with Stop-ModuleRelease.");

    public static ErrorCode InternalError { get; } = new("KouplelessBoard.InternalError", InvalidResult, false,
        "The dashboard failed inside.",
        "Read the dashboard's log around this moment.");

    public static ErrorCode ThreadPoolError { get; } = new("KouplelessBoard.ThreadPoolError", ResourceUnavailable, false,
        "The dashboard has no thread left for the work.",
        "Lower how much it does at once or give it more threads.");

    public static ErrorCode BaselineInconsistency { get; } = new("KouplelessBoard.BaselineInconsistency", InvalidOperation, false,
        "What is installed differs from the baseline that the operation was planned for.",
        "Compare with Get-ModuleBase -Detailed, run Repair-Module, then plan the operation anew.");

    public static ErrorCode NetworkError { get; } = new("KouplelessBoard.NetworkError", ConnectionError, true,
        "The dashboard could not be reached.",
        "Try again; when it stays so, check the network to it.");

    internal static ErrorCode[] All =>
    [
        UnknownError, OperationPlanNotFound, OperationPlanMutualExclusion, InternalError, ThreadPoolError, BaselineInconsistency, NetworkError,
    ];
}
