using System.Security.Cryptography.X509Certificates;

namespace Deploy.Kubernetes;

/// <summary>Whom to trust and as whom to present oneself.</summary>
public sealed record TlsSettings
{
    /// <summary>The only authorities trusted; null: those of the machine.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>The name expected in the server's certificate; null: the host of its address.</summary>
    public string? ServerName { get; init; }

    /// <summary>Accepts any server certificate.</summary>
    public bool SkipVerify { get; init; }

    /// <summary>The client's own certificate with its private key; null: none.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>Intermediate certificates sent along with the client's own; null: none.</summary>
    public X509Certificate2Collection? ClientChain { get; init; }
}
