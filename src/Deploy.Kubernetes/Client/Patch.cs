using System.Text.Json.Nodes;

namespace Deploy.Kubernetes;

/// <summary>A change to an object that leaves alone what it does not name.</summary>
public abstract class Patch
{
    private Patch(JsonNode body) => Body = body;

    /// <summary>The content type that tells the server how to read the body.</summary>
    public abstract string ContentType { get; }

    public JsonNode Body { get; }

    /// <summary>RFC 7386: objects are merged, null removes, arrays are replaced.</summary>
    public static Patch Merge(JsonObject body) => new MergePatch(body);

    /// <summary>As <see cref="Merge"/>, but lists with a merge key (containers, env, ports) are merged by it.</summary>
    public static Patch Strategic(JsonObject body) => new StrategicPatch(body);

    /// <summary>RFC 6902: operations in order, all or none.</summary>
    public static Patch Json(JsonArray operations) => new JsonPatch(operations);

    private sealed class MergePatch(JsonNode body) : Patch(body)
    {
        public override string ContentType => "application/merge-patch+json";
    }

    private sealed class StrategicPatch(JsonNode body) : Patch(body)
    {
        public override string ContentType => "application/strategic-merge-patch+json";
    }

    private sealed class JsonPatch(JsonNode body) : Patch(body)
    {
        public override string ContentType => "application/json-patch+json";
    }
}
