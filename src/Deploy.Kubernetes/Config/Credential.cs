using System.Net.Http.Headers;

namespace Deploy.Kubernetes;

/// <summary>Proves who the client is. Implementations are thread-safe and never show their secret.</summary>
public abstract class Credential
{
    /// <summary>A token that does not change.</summary>
    public static Credential Token(string token) => new StaticCredential(new AuthenticationHeaderValue("Bearer", token));

    /// <summary>What to show with the next request.</summary>
    /// <exception cref="KubeConfigException">The credential cannot be had.</exception>
    public abstract ValueTask<Proof> GetProofAsync(CancellationToken cancellationToken);

    /// <summary>Called when the server refused a proof. True when another try with a new one may succeed.</summary>
    public virtual ValueTask<bool> RefreshAsync(Proof refused, CancellationToken cancellationToken) => new(false);

    public sealed override string ToString() => GetType().Name;
}
