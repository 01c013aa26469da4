using static Deploy.Operations.Errors.FailureCategory;

namespace Deploy.Operations.Errors;

/// <summary>What a caller handed over wrongly.</summary>
public static class OtherUpstreamCodes
{
    public static ErrorCode DecodeURLFailed { get; } = new("OtherUpstream.DecodeURLFailed", InvalidArgument, false,
        "The package URL cannot be read as a URL.",
        "Give an absolute http, https or file URL, with special characters percent-encoded.");

    public static ErrorCode InvalidParameter { get; } = new("OtherUpstream.InvalidParameter", InvalidArgument, false,
        "The caller passed a parameter that is not valid.",
        "Correct the parameter that the message names.");

    public static ErrorCode SecretAKError { get; } = new("OtherUpstream.SecretAKError", AuthenticationError, false,
        "The access key of the caller is not accepted.",
        "Renew the access key and its secret where the caller keeps them.");

    public static ErrorCode EmptyIPList { get; } = new("OtherUpstream.EmptyIPList", InvalidArgument, false,
        "No base address was given.",
        "Name at least one base; Get-ModuleBase lists them.");

    internal static ErrorCode[] All => [DecodeURLFailed, InvalidParameter, SecretAKError, EmptyIPList];
}
