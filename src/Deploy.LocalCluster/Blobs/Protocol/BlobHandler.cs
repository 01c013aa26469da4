using System.Net;

namespace Deploy.LocalCluster.Blobs.Protocol;

/// <summary>Answers an <see cref="HttpClient"/> of the same process.</summary>
internal sealed class BlobHandler(LocalBlobAccount account) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var body = request.Content is null ? Stream.Null : await request.Content.ReadAsStreamAsync(cancellationToken);
        var asked = new BlobRequest(request.Method.Method, request.RequestUri!, account.Name, Headers(request), body);
        return Answer(await account.HandleAsync(asked, cancellationToken), request);
    }

    private static IEnumerable<KeyValuePair<string, string>> Headers(HttpRequestMessage request)
    {
        // Reading it first makes the content compute its length header.
        var length = request.Content?.Headers.ContentLength;
        var all = request.Headers.NonValidated.Concat(request.Content?.Headers.NonValidated ?? default);
        foreach (var header in all)
            yield return new(header.Key, string.Join(",", header.Value));
        if (length is { } bytes)
            yield return new("Content-Length", bytes.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private static HttpResponseMessage Answer(BlobResponse answer, HttpRequestMessage request)
    {
        var response = new HttpResponseMessage((HttpStatusCode)answer.Status) { RequestMessage = request };
        response.Content = answer.Content is { } slice ? new StreamContent(slice.Open()) : new ByteArrayContent([]);
        response.Content.Headers.ContentLength = answer.DeclaredLength ?? answer.Content?.Length ?? 0;
        foreach (var (name, value) in answer.Headers)
        {
            if (!response.Headers.TryAddWithoutValidation(name, value))
                response.Content.Headers.TryAddWithoutValidation(name, value);
        }
        return response;
    }
}
