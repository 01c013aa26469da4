using System.Net;
using System.Security.Cryptography;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;
using Deploy.LocalCluster.Blobs;
using Deploy.Storage.Packages;
using Deploy.Storage.Tests.Backends;
using Microsoft.Extensions.Logging.Abstractions;

namespace Deploy.Storage.Tests.Packages;

/// <summary>Signatures as the local endpoint checks them. Signing by identity works over https only, hence in process.</summary>
public sealed class SignatureTests
{
    private const string Start = "2020-01-01T00:00:00Z";
    private const string End = "2200-01-01T00:00:00Z";
    private static readonly byte[] Bytes = Content.Random(100);
    private readonly LocalBlobAccount account = new(new Uri("https://127.0.0.1:1/")) { BearerToken = "token-1" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_identity_signs_for_seven_days_at_most_and_asks_for_its_key_once()
    {
        using var handler = new FaultyHandler(account.CreateHandler());
        var store = new PackageStore(Service(handler), "packages", TimeProvider.System, NullLogger.Instance);
        var address = (await store.UploadAsync(Content.Upload(Bytes), new MemoryStream(Bytes), null, Token)).Package.Address;

        var signed = await store.SignAsync(address, TimeSpan.FromDays(90), Token);
        await store.SignAsync(address, TimeSpan.FromDays(1), Token);

        Assert.InRange(signed.ExpiresOn - TimeProvider.System.GetUtcNow(), TimeSpan.FromDays(6.9), TimeSpan.FromDays(7));
        Assert.Equal(1, handler.Seen.Count(s => s.Contains("userdelegationkey", StringComparison.Ordinal)));
        await AssertReadsAsync(signed.Url);
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(Altered(signed.Url, "sp=r", "sp=rw")));
    }

    // What is signed, line by line, in the versions in which lines were added: the two first ones, authorised users, the encryption
    // scope, users of other tenants, named headers and parameters.
    [Theory]
    [InlineData("2018-11-09", "{sp}|{st}|{se}|{resource}|{skoid}|{sktid}|{skt}|{ske}|{sks}|{skv}|||{sv}|b||||||")]
    [InlineData("2020-02-10", "{sp}|{st}|{se}|{resource}|{skoid}|{sktid}|{skt}|{ske}|{sks}|{skv}||||||{sv}|b||||||")]
    [InlineData("2020-12-06", "{sp}|{st}|{se}|{resource}|{skoid}|{sktid}|{skt}|{ske}|{sks}|{skv}||||||{sv}|b|||||||")]
    [InlineData("2025-05-05", "{sp}|{st}|{se}|{resource}|{skoid}|{sktid}|{skt}|{ske}|{sks}|{skv}||||||{sv}|b|||||||")]
    [InlineData("2025-07-05", "{sp}|{st}|{se}|{resource}|{skoid}|{sktid}|{skt}|{ske}|{sks}|{skv}||||||||{sv}|b|||||||")]
    [InlineData("2026-02-06", "{sp}|{st}|{se}|{resource}|{skoid}|{sktid}|{skt}|{ske}|{sks}|{skv}||||||||{sv}|b|||||||")]
    [InlineData("2026-04-06", "{sp}|{st}|{se}|{resource}|{skoid}|{sktid}|{skt}|{ske}|{sks}|{skv}||||||||{sv}|b|||||||||")]
    [InlineData("2026-10-06", "{sp}|{st}|{se}|{resource}|{skoid}|{sktid}|{skt}|{ske}|{sks}|{skv}||||||||{sv}|b|||||||||")]
    public async Task An_identitys_signature_of_any_version_is_checked(string version, string lines)
    {
        using var handler = account.CreateHandler();
        await StoreAsync(handler);
        var now = TimeProvider.System.GetUtcNow();
        var key = (await Service(handler).GetUserDelegationKeyAsync(now, now.AddDays(1), Token)).Value;

        await AssertSignatureAsync(version, lines, Convert.FromBase64String(key.Value), new()
        {
            ["skoid"] = key.SignedObjectId,
            ["sktid"] = key.SignedTenantId,
            ["skt"] = Text(key.SignedStartsOn),
            ["ske"] = Text(key.SignedExpiresOn),
            ["sks"] = key.SignedService,
            ["skv"] = key.SignedVersion,
        });
    }

    [Theory]
    [InlineData("2015-04-05", "{sp}|{st}|{se}|{resource}||||{sv}|||||")]
    [InlineData("2018-11-09", "{sp}|{st}|{se}|{resource}||||{sv}|b||||||")]
    [InlineData("2020-12-06", "{sp}|{st}|{se}|{resource}||||{sv}|b|||||||")]
    [InlineData("2026-10-06", "{sp}|{st}|{se}|{resource}||||{sv}|b|||||||")]
    public async Task A_keys_signature_of_any_version_is_checked(string version, string lines)
    {
        using var handler = account.CreateHandler();
        await StoreAsync(handler);
        await AssertSignatureAsync(version, lines, Convert.FromBase64String(account.Key), []);
    }

    [Fact]
    public async Task What_the_SDK_signs_holds_with_all_that_it_can_name()
    {
        using var handler = account.CreateHandler();
        await StoreAsync(handler);
        var now = TimeProvider.System.GetUtcNow();
        var key = (await Service(handler).GetUserDelegationKeyAsync(now, now.AddDays(1), Token)).Value;
        var terms = Terms(now);
        terms.RequestHeaders = new() { ["x-One"] = "1", ["x-two"] = "b c" };
        terms.RequestQueryParameters = new() { ["from"] = "here", ["To"] = "there" };
        var signed = new BlobUriBuilder(Blob(handler).Uri) { Sas = terms.ToSasQueryParameters(key, account.Name) }.ToUri();
        var named = new Uri(signed.AbsoluteUri + "&from=here&To=there");
        (string, string)[] headers = [("x-One", "1"), ("x-two", "b c")];

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(named, headers));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(named, headers[..1]));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(named, [headers[0], ("x-two", "other")]));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(signed, headers));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(Altered(named, "from=here", "from=elsewhere"), headers));
    }

    [Fact]
    public async Task A_signature_for_one_user_is_refused_since_no_users_are_known()
    {
        using var handler = account.CreateHandler();
        await StoreAsync(handler);
        var now = TimeProvider.System.GetUtcNow();
        var key = (await Service(handler).GetUserDelegationKeyAsync(now, now.AddDays(1), Token)).Value;
        var terms = Terms(now);
        terms.DelegatedUserObjectId = "a1b2";
        var signed = new BlobUriBuilder(Blob(handler).Uri) { Sas = terms.ToSasQueryParameters(key, account.Name) }.ToUri();

        Assert.Equal(HttpStatusCode.NotImplemented, await StatusAsync(signed));
    }

    private static BlobSasBuilder Terms(DateTimeOffset now) => new(BlobSasPermissions.Read, now.AddHours(1))
    {
        BlobContainerName = "packages",
        BlobName = "a/b.jar",
        Resource = "b",
        CacheControl = "no-cache",
        ContentDisposition = "attachment",
        ContentEncoding = "identity",
        ContentLanguage = "en",
        ContentType = "text/plain",
        CorrelationId = "c0ffee",
        EncryptionScope = "scope",
        PreauthorizedAgentObjectId = "agent",
    };

    private async Task AssertSignatureAsync(string version, string lines, byte[] key, Dictionary<string, string> who)
    {
        Dictionary<string, string> query = new(who) { ["sp"] = "r", ["st"] = Start, ["se"] = End, ["sv"] = version, ["sr"] = "b" };
        var text = lines.Replace('|', '\n').Replace("{resource}", $"/blob/{account.Name}/packages/a/b.jar", StringComparison.Ordinal);
        foreach (var (name, value) in query)
            text = text.Replace("{" + name + "}", value, StringComparison.Ordinal);
        query["sig"] = Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
        var url = new Uri($"{account.Endpoint}/packages/a/b.jar?{string.Join('&', query.Select(q => $"{q.Key}={Uri.EscapeDataString(q.Value)}"))}");

        await AssertReadsAsync(url);
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(Altered(url, "sp=r", "sp=rd")));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(Altered(url, "se=2200", "se=2201")));
    }

    private static Uri Altered(Uri url, string from, string to)
    {
        Assert.Contains(from, url.AbsoluteUri, StringComparison.Ordinal);
        return new(url.AbsoluteUri.Replace(from, to, StringComparison.Ordinal));
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);

    private async Task AssertReadsAsync(Uri url)
    {
        using var client = new HttpClient(account.CreateHandler());
        Assert.Equal(Bytes, await client.GetByteArrayAsync(url, Token));
    }

    private async Task<HttpStatusCode> StatusAsync(Uri url, params (string Name, string Value)[] headers)
    {
        using var client = new HttpClient(account.CreateHandler());
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        using var answer = await client.SendAsync(request, Token);
        return answer.StatusCode;
    }

    private BlobServiceClient Service(HttpMessageHandler handler) =>
        new(account.Endpoint, new FixedToken(), new BlobClientOptions { Transport = new HttpClientTransport(handler) });

    private BlobClient Blob(HttpMessageHandler handler) => Service(handler).GetBlobContainerClient("packages").GetBlobClient("a/b.jar");

    private async Task StoreAsync(HttpMessageHandler handler)
    {
        await Service(handler).CreateBlobContainerAsync("packages", cancellationToken: Token);
        await Blob(handler).UploadAsync(new BinaryData(Bytes), new BlobUploadOptions(), Token);
    }

    private sealed class FixedToken : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new("token-1", TimeProvider.System.GetUtcNow().AddHours(1));

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }
}
