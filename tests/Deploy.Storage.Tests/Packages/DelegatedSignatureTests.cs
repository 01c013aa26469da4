using System.Net;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Deploy.LocalCluster.Blobs;
using Deploy.Storage.Packages;
using Deploy.Storage.Tests.Backends;
using Microsoft.Extensions.Logging.Abstractions;

namespace Deploy.Storage.Tests.Packages;

/// <summary>Signing by identity: over https only, hence against the in-process endpoint.</summary>
public sealed class DelegatedSignatureTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_identity_signs_for_seven_days_at_most_and_asks_for_its_key_once()
    {
        var account = new LocalBlobAccount(new Uri("https://127.0.0.1:1/")) { BearerToken = "token-1" };
        using var handler = new FaultyHandler(account.CreateHandler());
        var service = new BlobServiceClient(account.Endpoint, new FixedToken(), new BlobClientOptions { Transport = new HttpClientTransport(handler) });
        var store = new PackageStore(service, "packages", TimeProvider.System, NullLogger.Instance);
        var content = Content.Random(100);
        var address = (await store.UploadAsync(Content.Upload(content), new MemoryStream(content), null, Token)).Package.Address;

        var signed = await store.SignAsync(address, TimeSpan.FromDays(90), Token);
        await store.SignAsync(address, TimeSpan.FromDays(1), Token);

        Assert.InRange(signed.ExpiresOn - TimeProvider.System.GetUtcNow(), TimeSpan.FromDays(6.9), TimeSpan.FromDays(7));
        Assert.Equal(1, handler.Seen.Count(s => s.Contains("userdelegationkey", StringComparison.Ordinal)));
        using var client = new HttpClient(account.CreateHandler());
        Assert.Equal(content, await client.GetByteArrayAsync(signed.Url, Token));
        using var altered = await client.GetAsync(new Uri(signed.Url.ToString().Replace("sp=r", "sp=rw", StringComparison.Ordinal)), Token);
        Assert.Equal(HttpStatusCode.Forbidden, altered.StatusCode);
    }

    private sealed class FixedToken : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new("token-1", TimeProvider.System.GetUtcNow().AddHours(1));

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }
}
