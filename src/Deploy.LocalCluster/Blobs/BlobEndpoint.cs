using Deploy.LocalCluster.Blobs.Protocol;
using Deploy.LocalCluster.Hosting;

namespace Deploy.LocalCluster.Blobs;

/// <summary>Answers for a blob account on the cluster's listener and in process.</summary>
internal sealed class BlobEndpoint(LocalBlobAccount account) : IHttpEndpoint
{
    // Without a listener nobody dials it; an address makes clients read the account's name from the path.
    private static readonly Uri InProcess = new("http://127.0.0.1/");

    /// <summary>Opens an account below the cluster's own address.</summary>
    public static LocalBlobAccount Open(EndpointRouter router, Uri? listener, TimeProvider time)
    {
        var account = new LocalBlobAccount(listener ?? InProcess, time);
        router.Add(account.Name, new BlobEndpoint(account));
        return account;
    }

    public async Task<EndpointResponse> HandleAsync(EndpointRequest request, CancellationToken ct)
    {
        var answer = await account.HandleAsync(new BlobRequest(request.Method, request.Url, account.Name, request.Headers, request.Body), ct);
        answer.Headers.Remove("Content-Type", out var type);
        var response = new EndpointResponse
        {
            Status = answer.Status,
            ContentType = type,
            ContentLength = answer.DeclaredLength ?? answer.Content?.Length ?? 0,
            WriteBody = answer.Content is { } slice ? (target, token) => slice.Open().CopyToAsync(target, token) : null,
        };
        response.Headers.AddRange(answer.Headers);
        return response;
    }
}
