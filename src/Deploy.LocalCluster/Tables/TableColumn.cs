using System.Text.Json.Nodes;

namespace Deploy.LocalCluster.Tables;

/// <summary>One column: its head, and how its cell is read from an object.</summary>
/// <param name="IsWide">Shown with <c>-o wide</c> only.</param>
internal sealed record TableColumn(string Name, string Type, Func<JsonObject, TableClock, JsonNode?> Cell, bool IsWide = false)
{
    public JsonObject Definition() => new()
    {
        ["name"] = Name,
        ["type"] = Type,
        ["format"] = Name == "Name" ? "name" : "",
        ["description"] = "",
        ["priority"] = IsWide ? 1 : 0,
    };
}
