using System.Text.Json;
using System.Text.Json.Nodes;
using Deploy.Kubernetes.Protobuf;
using Deploy.LocalCluster.Hosting;
using Deploy.LocalCluster.Protobuf;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Api;

/// <summary>Reading a request's body, and what must hold for it before anything else is looked at.</summary>
internal static class BodyRules
{
    private const int MostBytes = 3 * 1024 * 1024;

    /// <exception cref="ApiException">400, 413 or 415.</exception>
    public static async Task<JsonObject> ReadObjectAsync(EndpointRequest request, CancellationToken ct)
    {
        if (MediaType(request) is not ("application/json" or "" or ProtobufFormat.MediaType)) throw ApiException.UnsupportedMediaType("application/json", ProtobufFormat.MediaType);
        return await ReadAsync(request, ct) as JsonObject ?? throw ApiException.BadRequest("the body of the request is not an object");
    }

    /// <summary>The body, or null when there is none.</summary>
    public static async Task<JsonNode?> ReadAsync(EndpointRequest request, CancellationToken ct)
    {
        try
        {
            var bytes = await request.ReadBodyAsync(MostBytes, ct);
            if (bytes.Length == 0) return null;
            return MediaType(request) == ProtobufFormat.MediaType ? ProtobufBody.Read(bytes) : JsonNode.Parse(bytes);
        }
        catch (InternalBufferOverflowException)
        {
            throw ApiException.TooLarge(MostBytes);
        }
        catch (InvalidDataException e)
        {
            throw ApiException.BadRequest($"couldn't get version/kind; {e.Message}");
        }
        catch (JsonException e)
        {
            throw ApiException.BadRequest($"couldn't get version/kind; json parse error: {e.Message}");
        }
    }

    public static string MediaType(EndpointRequest request) => (request.Header("Content-Type") ?? "").Split(';')[0].Trim().ToLowerInvariant();

    /// <summary>A body that names its type must name the one that the path does.</summary>
    public static void CheckType(ResourceKind kind, JsonObject body)
    {
        var (apiVersion, name) = (body.Text("apiVersion") ?? "", body.Text("kind") ?? "");
        if (name.Length > 0 && name != kind.Kind)
            throw ApiException.BadRequest($"{name} in version \"{apiVersion}\" cannot be handled as a {kind.Kind}: no kind \"{name}\" is registered for this path");
        if (apiVersion.Length > 0 && apiVersion != kind.ApiVersion)
            throw ApiException.BadRequest($"the API version in the data ({apiVersion}) does not match the expected API version ({kind.ApiVersion})");
        body["apiVersion"] = kind.ApiVersion;
        body["kind"] = kind.Kind;
        if (body["metadata"] is not (null or JsonObject)) throw ApiException.BadRequest($"{kind.Kind} in version \"{kind.Version}\" cannot be handled: metadata is not an object");
    }
}
