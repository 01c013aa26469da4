using System.Text.Json.Nodes;
using Deploy.Kubernetes;

namespace Deploy.Controller.Installation;

/// <summary>One object of an installed controller.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Namespace">Its namespace; null for an object of the whole cluster.</param>
/// <param name="Body">The object.</param>
public sealed record ControllerObject(ResourceType<JsonObject> Type, string? Namespace, JsonObject Body)
{
    /// <summary>Its name.</summary>
    public string Name => Body["metadata"]!["name"]!.GetValue<string>();

    /// <summary>Kind and name, with the namespace where it has one.</summary>
    public override string ToString() => $"{Type.Kind} {(Namespace is null ? "" : Namespace + "/")}{Name}";
}
