using System.Net.Http.Headers;

namespace Deploy.Kubernetes;

/// <summary>A token that somebody else keeps fresh in a file. It is read for every request: the file is small, and rotation by symbolic links defeats time stamps.</summary>
/// <param name="path">The file.</param>
/// <param name="first">The token that stands in for it until it can be read; null: none.</param>
internal sealed class TokenFileCredential(string path, string? first = null) : Credential
{
    private Proof? _last = string.IsNullOrEmpty(first) ? null : new Proof(new AuthenticationHeaderValue("Bearer", first));

    public override async ValueTask<Proof> GetProofAsync(CancellationToken cancellationToken)
    {
        try
        {
            var token = (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
            if (token.Length > 0 && !string.Equals(_last?.Header?.Parameter, token, StringComparison.Ordinal))
                _last = new Proof(new AuthenticationHeaderValue("Bearer", token));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException && _last is null)
        {
            throw KubeConfigFailure.Credential($"The token file {path} cannot be read: {failure.Message}", "Check tokenFile of the user in the kubeconfig.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The file is being replaced; the token from before is still good or will be refused and read again.
        }
        return _last ?? throw KubeConfigFailure.Credential($"The token file {path} is empty.", "Check what writes the token file.");
    }

    public override async ValueTask<bool> RefreshAsync(Proof refused, CancellationToken cancellationToken) =>
        !ReferenceEquals(await GetProofAsync(cancellationToken), refused);
}
