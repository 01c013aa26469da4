using System.Net.Http.Headers;

namespace Deploy.Kubernetes;

/// <summary>A token that somebody else keeps fresh in a file. It is read for every request: the file is small, and rotation by symbolic links defeats time stamps.</summary>
internal sealed class TokenFileCredential(string path) : Credential
{
    private Proof? _last;

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
        catch (IOException)
        {
            // The file is being replaced; the token from before is still good or will be refused and read again.
        }
        return _last ?? throw KubeConfigFailure.Credential($"The token file {path} is empty.", "Check what writes the token file.");
    }

    public override async ValueTask<bool> RefreshAsync(Proof refused, CancellationToken cancellationToken) =>
        !ReferenceEquals(await GetProofAsync(cancellationToken), refused);
}
