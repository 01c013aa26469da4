using System.Text.Json.Nodes;
using k8s.Models;

namespace Deploy.Kubernetes;

/// <summary>A change to an object that leaves alone what it does not name.</summary>
public sealed class Patch
{
    private Patch(JsonNode body, V1Patch.PatchType type) => (Body, Content) = (body, new V1Patch(body, type));

    public JsonNode Body { get; }

    /// <summary>The same as it is sent.</summary>
    internal V1Patch Content { get; }

    /// <summary>RFC 7386: objects are merged, null removes, arrays are replaced.</summary>
    public static Patch Merge(JsonObject body) => new(body, V1Patch.PatchType.MergePatch);

    /// <summary>As <see cref="Merge"/>, but lists with a merge key (containers, env, ports) are merged by it.</summary>
    public static Patch Strategic(JsonObject body) => new(body, V1Patch.PatchType.StrategicMergePatch);

    /// <summary>RFC 6902: operations in order, all or none.</summary>
    public static Patch Json(JsonArray operations) => new(operations, V1Patch.PatchType.JsonPatch);
}
