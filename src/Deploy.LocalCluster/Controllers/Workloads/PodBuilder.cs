using System.Text.Json.Nodes;

namespace Deploy.LocalCluster.Controllers.Workloads;

/// <summary>A pod as a controller creates it from a template.</summary>
internal static class PodBuilder
{
    public static JsonObject Build(PodTemplate template, JsonObject ownerReference)
    {
        var source = template.ToObject();
        var metadata = new JsonObject();
        foreach (var field in (ReadOnlySpan<string>)["labels", "annotations", "finalizers"])
        {
            if (source["metadata"]?[field] is { } value)
                metadata[field] = value.DeepClone();
        }

        metadata["ownerReferences"] = new JsonArray(ownerReference);
        return new() { ["apiVersion"] = "v1", ["kind"] = "Pod", ["metadata"] = metadata, ["spec"] = source["spec"]?.DeepClone() ?? new JsonObject() };
    }

    public static JsonObject Labels(JsonObject pod) => Child(pod["metadata"]!.AsObject(), "labels");

    /// <summary>A member object, made where it is missing.</summary>
    public static JsonObject Child(JsonObject parent, string name)
    {
        if (parent[name] is not JsonObject child)
            parent[name] = child = [];
        return child;
    }

    public static JsonArray Items(JsonObject parent, string name)
    {
        if (parent[name] is not JsonArray items)
            parent[name] = items = [];
        return items;
    }
}
