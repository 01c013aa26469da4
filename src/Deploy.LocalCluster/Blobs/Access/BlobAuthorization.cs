using Deploy.LocalCluster.Blobs.Protocol;

namespace Deploy.LocalCluster.Blobs.Access;

/// <summary>
/// Lets a request in by signature, shared key or (when one is set) bearer token. The age of a shared-key request is
/// not checked: the account may run on a clock of its own, which its clients do not know.
/// </summary>
internal sealed class BlobAuthorization(AccountKeys keys, TimeProvider time)
{
    public string? BearerToken { get; set; }

    public void Check(BlobRequest request)
    {
        if (request.Query.ContainsKey("sig"))
            SignedAccess.Check(request, keys, time.GetUtcNow());
        else if (request.Header("Authorization") is { } authorization)
            CheckHeader(request, authorization);
        else
            throw BlobErrors.NoAnonymous();
    }

    private void CheckHeader(BlobRequest request, string authorization)
    {
        if (authorization.StartsWith("Bearer ", StringComparison.Ordinal))
        {
            if (BearerToken is not { } token || !AccountKeys.Same(authorization["Bearer ".Length..], token))
                throw BlobErrors.Unauthenticated("The token is not accepted.");
            return;
        }
        var expected = $"SharedKey {keys.Account}:{keys.Sign(SharedKey.StringToSign(request))}";
        if (!AccountKeys.Same(authorization, expected))
            throw BlobErrors.Unauthenticated("The MAC signature found in the HTTP request is not the same as any computed signature.");
    }
}
