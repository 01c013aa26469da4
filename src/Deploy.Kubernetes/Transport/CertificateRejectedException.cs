using System.Security.Authentication;

namespace Deploy.Kubernetes.Transport;

/// <summary>Why a server's certificate was not accepted. The message goes on from "The certificate of X".</summary>
internal sealed class CertificateRejectedException(string reason, string message) : AuthenticationException(message)
{
    internal string Reason { get; } = reason;
}
