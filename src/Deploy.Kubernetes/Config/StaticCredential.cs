using System.Net.Http.Headers;

namespace Deploy.Kubernetes;

/// <summary>A header that never changes.</summary>
internal sealed class StaticCredential(AuthenticationHeaderValue header) : Credential
{
    private readonly Proof _proof = new(header);

    public override ValueTask<Proof> GetProofAsync(CancellationToken cancellationToken) => new(_proof);
}
