using System.Text.Json.Nodes;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Releases.Rollout;

/// <summary>A label selector object as the query text of the API.</summary>
internal static class SelectorText
{
    internal static string Of(JsonNode? selector)
    {
        var labels = selector.TextsAt("matchLabels").Select(pair => $"{pair.Key}={pair.Value}");
        var expressions = selector.ObjectsAt("matchExpressions").Select(Expression);
        return string.Join(',', labels.Concat(expressions));
    }

    private static string Expression(JsonObject expression)
    {
        var key = expression.TextAt("key");
        var values = string.Join(',', (expression.At("values") as JsonArray ?? []).OfType<JsonValue>().Select(value => value.AsText()));
        return expression.TextAt("operator") switch
        {
            "In" => $"{key} in ({values})",
            "NotIn" => $"{key} notin ({values})",
            "DoesNotExist" => $"!{key}",
            _ => key ?? "",
        };
    }
}
