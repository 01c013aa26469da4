using System.Text.Json.Nodes;

namespace Deploy.LocalCluster.Selection;

/// <summary>Writes a selector object in the query form.</summary>
internal static class SelectorText
{
    public static string Of(JsonObject selector) => string.Join(',', LabelSelector.FromObject(selector).Requirements.OrderBy(r => r.Key, StringComparer.Ordinal).Select(Of));

    private static string Of(LabelRequirement requirement) => requirement.Operator switch
    {
        LabelOperator.In when requirement.Values.Count == 1 => $"{requirement.Key}={requirement.Values[0]}",
        LabelOperator.In => $"{requirement.Key} in ({string.Join(',', requirement.Values)})",
        LabelOperator.NotIn => $"{requirement.Key} notin ({string.Join(',', requirement.Values)})",
        LabelOperator.Exists => requirement.Key,
        _ => $"!{requirement.Key}",
    };
}
