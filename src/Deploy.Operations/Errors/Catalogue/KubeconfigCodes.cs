using static Deploy.Operations.Errors.FailureCategory;

namespace Deploy.Operations.Errors;

/// <summary>What is wrong with the kubeconfig.</summary>
public static class KubeconfigCodes
{
    public static ErrorCode NotFound { get; } = new("Kubeconfig.NotFound", ObjectNotFound, false,
        "There is no kubeconfig.",
        "Name one with -Kubeconfig, set KUBECONFIG, or start a local cluster with Start-LocalCluster.");

    public static ErrorCode Invalid { get; } = new("Kubeconfig.Invalid", InvalidData, false,
        "The kubeconfig cannot be understood.",
        "Correct the file at the place that the message names.");

    public static ErrorCode ContextNotFound { get; } = new("Kubeconfig.ContextNotFound", ObjectNotFound, false,
        "The kubeconfig has no such context.",
        "Choose one of the contexts that the message lists.");

    public static ErrorCode CredentialFailed { get; } = new("Kubeconfig.CredentialFailed", AuthenticationError, false,
        "The credentials that the kubeconfig names could not be had.",
        "Check the token file, certificate or credential command that the message names.");

    internal static ErrorCode[] All => [NotFound, Invalid, ContextNotFound, CredentialFailed];
}
