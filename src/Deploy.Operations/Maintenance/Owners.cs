using System.Text.Json.Nodes;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Maintenance;

/// <summary>Who controls an object.</summary>
internal sealed record Owners(string Kind, string Name, string Uid)
{
    /// <summary>The controlling owner; null for an object that nobody controls.</summary>
    public static Owners? Controller(JsonObject owned)
    {
        var owner = owned.ObjectsAt("metadata", "ownerReferences").FirstOrDefault(o => o.TextAt("controller") == "true");
        return owner is null ? null : new(owner.TextAt("kind") ?? "", owner.TextAt("name") ?? "", owner.TextAt("uid") ?? "");
    }
}
