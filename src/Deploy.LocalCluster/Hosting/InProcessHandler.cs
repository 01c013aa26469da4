using System.Net;
using System.Net.Http.Headers;

namespace Deploy.LocalCluster.Hosting;

/// <summary>Carries HTTP messages to the endpoints without a socket; bodies of watches and logs stream.</summary>
internal sealed class InProcessHandler(EndpointRouter router) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var url = request.RequestUri ?? throw new InvalidOperationException("the request has no address");
        await using var body = request.Content is null ? Stream.Null : await request.Content.ReadAsStreamAsync(cancellationToken);
        // Asking for the length makes the content write the header, as it would be on the wire.
        _ = request.Content?.Headers.ContentLength;
        var asked = new EndpointRequest(request.Method.Method, url, url.AbsolutePath, name => Header(request, name), Headers(request), body);
        var answer = await router.HandleAsync(asked, cancellationToken);
        return Message(answer, request);
    }

    private static HttpResponseMessage Message(EndpointResponse answer, HttpRequestMessage request)
    {
        HttpContent content = answer.WriteBody is { } write ? new StreamedContent(write) : new ReadOnlyMemoryContent(answer.Body);
        if (answer.ContentType is { } type) content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (answer.ContentLength is { } length) content.Headers.ContentLength = length;
        var message = new HttpResponseMessage((HttpStatusCode)answer.Status) { Content = content, RequestMessage = request };
        foreach (var (name, value) in answer.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value)) content.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    private static IEnumerable<KeyValuePair<string, string>> Headers(HttpRequestMessage request) =>
        request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())
            .Select(header => KeyValuePair.Create(header.Key, string.Join(", ", header.Value)));

    private static string? Header(HttpRequestMessage request, string name) =>
        request.Headers.NonValidated.TryGetValues(name, out var values) || (request.Content?.Headers.NonValidated.TryGetValues(name, out values) ?? false)
            ? values.ToString()
            : null;
}
