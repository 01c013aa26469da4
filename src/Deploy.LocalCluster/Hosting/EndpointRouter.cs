using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Deploy.LocalCluster.Hosting;

/// <summary>
/// Finds the endpoint by the first path segment, which is a secret: it is all that keeps other users of the machine out,
/// so it is compared in constant time and a wrong one is answered like any path that does not exist.
/// </summary>
internal sealed class EndpointRouter
{
    private ImmutableArray<(byte[] Segment, IHttpEndpoint Endpoint)> endpoints = [];

    /// <summary>160 bits, as lower-case letters and digits, beginning with a letter.</summary>
    public static string NewSecret() => "k" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));

    /// <summary>Answers below a segment until the result is disposed.</summary>
    public IDisposable Add(string firstSegment, IHttpEndpoint endpoint)
    {
        var entry = (Encoding.UTF8.GetBytes(firstSegment), endpoint);
        ImmutableInterlocked.Update(ref endpoints, list => list.Add(entry));
        return new Removal(this, entry);
    }

    /// <param name="request">Its path is the whole path of the URL.</param>
    public Task<EndpointResponse> HandleAsync(EndpointRequest request, CancellationToken ct)
    {
        var end = request.Path.IndexOf('/', 1);
        var segment = end < 0 ? request.Path[1..] : request.Path[1..end];
        var rest = end < 0 ? "/" : request.Path[end..];
        return Find(segment) is { } endpoint
            ? endpoint.HandleAsync(request.WithPath(rest), ct)
            : Task.FromResult(EndpointResponse.Empty(404));
    }

    private IHttpEndpoint? Find(string segment)
    {
        var bytes = Encoding.UTF8.GetBytes(segment);
        IHttpEndpoint? found = null;
        foreach (var (known, endpoint) in endpoints)
        {
            if (CryptographicOperations.FixedTimeEquals(known, bytes)) found = endpoint;
        }

        return found;
    }

    private sealed class Removal(EndpointRouter router, (byte[] Segment, IHttpEndpoint Endpoint) entry) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref router.endpoints, list => list.Remove(entry));
    }
}
