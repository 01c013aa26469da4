using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Deploy.Kubernetes.Transport;

/// <summary>One request, kept as a value so that it can be sent again.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">From the API's root, without query.</param>
/// <param name="Query">Names and values; nulls are left out.</param>
internal sealed record ApiRequest(HttpMethod Method, string Path, params (string Name, string? Value)[] Query)
{
    internal JsonNode? Body { get; init; }

    internal string ContentType { get; init; } = "application/json";

    internal string Accept { get; init; } = "application/json";

    /// <summary>A watch or a followed log: it lasts, so no limit of time applies.</summary>
    internal bool Lasting { get; init; }

    internal HttpRequestMessage ToMessage(Uri server)
    {
        var message = new HttpRequestMessage(Method, new Uri(server.AbsoluteUri.TrimEnd('/') + Path + QueryText()));
        message.Headers.Accept.ParseAdd(Accept);
        if (Body is not null)
            message.Content = ToContent(Body, ContentType);
        return message;
    }

    private string QueryText()
    {
        var parts = Query.Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}");
        var text = string.Join('&', parts);
        return text.Length == 0 ? "" : "?" + text;
    }

    private static ByteArrayContent ToContent(JsonNode body, string contentType)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            body.WriteTo(writer);
        var content = new ByteArrayContent(stream.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        return content;
    }
}
