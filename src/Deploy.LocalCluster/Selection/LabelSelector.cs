using System.Text.Json.Nodes;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Selection;

/// <summary>Conditions that must all hold; none at all selects everything.</summary>
internal sealed record LabelSelector(IReadOnlyList<LabelRequirement> Requirements)
{
    public static LabelSelector Everything { get; } = new([]);

    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        foreach (var requirement in Requirements)
        {
            if (!requirement.Matches(labels)) return false;
        }

        return true;
    }

    public bool Matches(JsonObject? labels) =>
        Matches(labels?.ToDictionary(pair => pair.Key, pair => pair.Value.AsText() ?? "", StringComparer.Ordinal) ?? []);

    /// <summary>A selector written as an object (matchLabels, matchExpressions).</summary>
    public static LabelSelector FromObject(JsonObject selector)
    {
        var requirements = new List<LabelRequirement>();
        foreach (var (key, value) in selector.Object("matchLabels") ?? [])
            requirements.Add(new(key, LabelOperator.In, [value.AsText() ?? ""]));

        foreach (var expression in selector.Objects("matchExpressions"))
        {
            var values = expression.Array("values")?.Select(value => value.AsText() ?? "").ToArray() ?? [];
            if (Enum.TryParse<LabelOperator>(expression.Text("operator"), out var @operator))
                requirements.Add(new(expression.Text("key") ?? "", @operator, values));
        }

        return new(requirements);
    }

    /// <summary>A plain map of labels that must all be there.</summary>
    public static LabelSelector FromMap(JsonObject labels) =>
        new([.. labels.Select(pair => new LabelRequirement(pair.Key, LabelOperator.In, [pair.Value.AsText() ?? ""]))]);
}
