using System.Text.Json.Nodes;
using Deploy.LocalCluster.Patching;

namespace Deploy.LocalCluster.Api;

/// <summary>A patch of one of the three kinds, ready to be applied to whatever is there.</summary>
internal sealed class PatchRequest
{
    private const string Json = "application/json-patch+json";
    private const string Merge = "application/merge-patch+json";
    private const string Strategic = "application/strategic-merge-patch+json";
    private const int MostOperations = 10000;

    private readonly ResourceRequest request;
    private readonly string type;
    private readonly JsonNode body;

    private PatchRequest(ResourceRequest request, string type, JsonNode body)
    {
        this.request = request;
        this.type = type;
        this.body = body;
    }

    /// <exception cref="ApiException">400, 413 or 415.</exception>
    public static async Task<PatchRequest> ReadAsync(ResourceRequest request, CancellationToken ct)
    {
        var media = BodyRules.MediaType(request.Http);
        if (media is not (Json or Merge or Strategic)) throw ApiException.UnsupportedMediaType(Json, Merge, Strategic);
        var patch = await BodyRules.ReadAsync(request.Http, ct);
        if (media == Json ? patch is not JsonArray : patch is not JsonObject)
            throw ApiException.BadRequest($"error decoding patch: the body is not {(media == Json ? "a list of operations" : "an object")}");
        if (patch is JsonArray { Count: > MostOperations }) throw ApiException.TooLarge(MostOperations);
        return new(request, media, patch!);
    }

    /// <exception cref="ApiException">400 or 422: the patch does not fit the object.</exception>
    public JsonObject Apply(JsonObject target)
    {
        try
        {
            var result = type switch
            {
                Json => JsonPatch.Apply(target, (JsonArray)body),
                Merge => MergePatch.Apply(target, (JsonObject)body),
                _ => StrategicMergePatch.Apply(target, (JsonObject)body, PatchSchemas.For(request.Kind)),
            };
            return result as JsonObject ?? throw new PatchException("the result is not an object");
        }
        catch (PatchException e) when (type == Json)
        {
            throw ApiException.Unprocessable(e.Message);
        }
        catch (PatchException e)
        {
            throw ApiException.BadRequest(e.Message);
        }
    }
}
