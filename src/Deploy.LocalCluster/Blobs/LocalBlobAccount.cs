using System.Globalization;
using System.Security.Cryptography;
using Deploy.LocalCluster.Blobs.Access;
using Deploy.LocalCluster.Blobs.Content;
using Deploy.LocalCluster.Blobs.Operations;
using Deploy.LocalCluster.Blobs.Protocol;

namespace Deploy.LocalCluster.Blobs;

/// <summary>
/// One storage account that answers as Azure Blob Storage does, as far as packages, archives and their clients need it:
/// containers, block and append blobs, ranges, conditions, leases, listings, shared keys and signed URLs.
/// Small contents stay in memory, large ones in temporary files; everything goes when the account is gone.
/// </summary>
public sealed class LocalBlobAccount
{
    private const string StructuredBody = "x-ms-structured-body";
    private readonly BlobRouter router;
    private readonly BlobAuthorization authorization;
    private readonly TimeProvider time;
    private long requests;

    /// <param name="endpoint">Scheme, host and port under which clients reach it; the account's name is added as the path.</param>
    /// <param name="time">Clock for expiry of signatures and leases; the system's by default.</param>
    /// <param name="name">Account name, 3 to 64 lower-case letters and digits. Default: random, since it is part of the address.</param>
    public LocalBlobAccount(Uri endpoint, TimeProvider? time = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        this.time = time ?? TimeProvider.System;
        Name = name ?? "local" + RandomNumberGenerator.GetHexString(24, lowercase: true);
        Key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));
        Endpoint = new Uri(endpoint, "/" + Name);
        var keys = new AccountKeys(Name, Convert.FromBase64String(Key), RandomNumberGenerator.GetBytes(32));
        authorization = new BlobAuthorization(keys, this.time);
        router = new BlobRouter(new BlobAccountState(this.time, Endpoint), keys);
    }

    /// <summary>The account's name: the first segment of every path.</summary>
    public string Name { get; }

    /// <summary>The blob endpoint, account name included.</summary>
    public Uri Endpoint { get; }

    /// <summary>A connection string for the Azure SDK and for tools. Holds the key: not for output.</summary>
    public string ConnectionString => string.Create(CultureInfo.InvariantCulture,
        $"DefaultEndpointsProtocol={Endpoint.Scheme};AccountName={Name};AccountKey={Key};BlobEndpoint={Endpoint};");

    /// <summary>Answers clients in the same process. The caller disposes of it.</summary>
    public HttpMessageHandler CreateHandler() => new BlobHandler(this);

    /// <summary>When set, this bearer token enters the account, as an identity would.</summary>
    internal string? BearerToken { get => authorization.BearerToken; set => authorization.BearerToken = value; }

    /// <summary>Base64 account key.</summary>
    internal string Key { get; }

    /// <summary>How many requests were answered.</summary>
    internal long Requests => Interlocked.Read(ref requests);

    internal async Task<BlobResponse> HandleAsync(BlobRequest request, CancellationToken ct)
    {
        Interlocked.Increment(ref requests);
        BlobResponse response;
        try
        {
            authorization.Check(request);
            // A body within a body, with checksums of its parts: taken as content it would be garbage.
            if (request.Header(StructuredBody) is not null)
                throw BlobErrors.Invalid(StructuredBody);
            response = await router.RouteAsync(request, ct);
        }
        catch (BlobErrorException e)
        {
            response = BlobErrors.Response(e, request);
        }
        response.Headers.TryAdd("x-ms-request-id", Guid.NewGuid().ToString());
        response.Headers.TryAdd("x-ms-version", request.Header("x-ms-version") ?? "2023-08-03");
        response.Headers.TryAdd("Date", time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture));
        if (request.Header("x-ms-client-request-id") is { } id)
            response.Headers.TryAdd("x-ms-client-request-id", id);
        return response;
    }
}
