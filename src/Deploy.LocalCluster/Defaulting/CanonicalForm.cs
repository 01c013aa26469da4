using System.Text.Json.Nodes;
using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Protobuf;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Defaulting;

/// <summary>
/// The form in which a server keeps what it was sent: lists, maps and values that say nothing are gone, and quantities are written in the
/// largest unit that leaves no fraction. A server's types do that by themselves; here the table of message types says what a field is.
/// </summary>
internal static class CanonicalForm
{
    // Kinds whose objects users write; of what controllers report every value counts.
    private static readonly HashSet<string> Kinds = new(StringComparer.Ordinal)
    {
        "Pod", "PodTemplate", "ReplicationController", "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "CronJob", "Service", "ConfigMap", "Secret",
    };

    // Lists that an object cannot do without: they are kept, and refused.
    private static readonly HashSet<string> Needed = new(StringComparer.Ordinal) { "containers", "nodeSelectorTerms", "accessModes" };

    public static void Apply(ResourceKind kind, JsonObject item)
    {
        if (!Kinds.Contains(kind.Kind))
            return;
        foreach (var name in item.Select(pair => pair.Key).Where(name => name is not ("apiVersion" or "kind" or "status" or "metadata")).ToList())
            Visit(item, name, MessageTable.FindNames(kind.Kind)?.GetValueOrDefault(name));
    }

    private static void Visit(JsonObject owner, string name, MessageField? field)
    {
        switch (owner[name])
        {
            case null:
                owner.Remove(name);
                return;
            case JsonArray { Count: 0 } when field is { IsList: true } && !Needed.Contains(name):
            case JsonObject { Count: 0 } when field is { IsMap: true }:
                owner.Remove(name);
                return;
            case JsonArray list when field is { IsList: true }:
                foreach (var item in list.OfType<JsonObject>())
                    Walk(item, field.Type);
                return;
            case JsonObject map when field is { IsMap: true, Type: "Quantity" }:
                foreach (var key in map.Select(pair => pair.Key).ToList())
                    Write(map, key);
                return;
            case JsonObject inner when field is { IsMap: false }:
                Walk(inner, field.Type);
                return;
            case JsonValue value when field is { Type: "Quantity", IsMap: false }:
                if (value.AsText() is not "")
                    Write(owner, name);
                return;
            case JsonValue value when field is { IsList: false, IsMap: false } && !MessageTable.TellsEmpty(name) && IsEmpty(value, field.Type):
                owner.Remove(name);
                return;
        }
    }

    private static void Walk(JsonObject item, string message)
    {
        if (MessageTable.FindNames(message) is not { } fields)
            return;
        foreach (var name in item.Select(pair => pair.Key).ToList())
        {
            // An empty type of a path on the node means that nothing is checked, none means the same: the server tells them apart.
            if (message != "HostPathVolumeSource" || name != "type")
                Visit(item, name, fields.GetValueOrDefault(name));
        }
    }

    private static bool IsEmpty(JsonValue value, string type) => type switch
    {
        "string" => value.AsText() is "",
        "bool" => value.TryGetValue(out bool on) && !on,
        "int32" or "int64" => value.AsNumber() is 0,
        _ => false,
    };

    // What is no quantity is left as it is, to be refused.
    private static void Write(JsonObject owner, string name)
    {
        var text = owner[name] is JsonValue value ? value.AsText() ?? value.ToJsonString() : null;
        if (Quantity.TryParse(text, out var quantity))
            owner[name] = quantity.ToString();
    }
}
