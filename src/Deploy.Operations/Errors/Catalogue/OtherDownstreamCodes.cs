using static Deploy.Operations.Errors.FailureCategory;

namespace Deploy.Operations.Errors;

/// <summary>What a system behind ours reports.</summary>
public static class OtherDownstreamCodes
{
    public static ErrorCode ExternalError { get; } = new("OtherDownstream.ExternalError", ResourceUnavailable, false,
        "A system that the operation depends on failed.",
        "Read its message and bring that system up.");

    internal static ErrorCode[] All => [ExternalError];
}
