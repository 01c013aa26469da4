using System.Text.Json;
using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Serialization;

namespace Deploy.LocalCluster.Controllers;

/// <summary>A status as the patch that writes it.</summary>
internal static class StatusPatch
{
    /// <param name="metadata">Of the object meant: another of the same name is left alone.</param>
    /// <param name="status">The new status; its lists replace the present ones.</param>
    /// <param name="kept">Numbers that are written even when they are 0; others are left out then, as the API server does.</param>
    public static Patch Of<T>(ObjectMeta metadata, T status, params ReadOnlySpan<string> kept)
    {
        var body = JsonSerializer.SerializeToNode(status, ModelJson.Of<T>())!.AsObject();
        foreach (var name in body.Where(field => field.Value is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.GetValue<JsonElement>().GetRawText() == "0").Select(field => field.Key).ToList())
        {
            if (!kept.Contains(name))
                body[name] = null;
        }

        if (!body.ContainsKey("conditions"))
            body["conditions"] = null;
        return Patch.Merge(new() { ["metadata"] = new JsonObject { ["uid"] = metadata.Uid }, ["status"] = body });
    }
}
