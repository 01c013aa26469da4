using System.Text.Json.Nodes;
using Deploy.LocalCluster.Api;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Validation;

/// <summary>Rules of selectors written as objects.</summary>
internal static class SelectorRules
{
    public static IEnumerable<FieldError> Check(JsonObject selector, string field)
    {
        foreach (var error in MetadataRules.Labels(selector.Object("matchLabels"), $"{field}.matchLabels")) yield return error;
        var index = 0;
        foreach (var expression in selector.Objects("matchExpressions"))
        {
            var place = $"{field}.matchExpressions[{index++}]";
            if (Names.LabelKeyError(expression.Text("key") ?? "") is { } bad) yield return FieldError.Invalid($"{place}.key", expression.Text("key"), bad);
            var values = expression.Array("values")?.Count ?? 0;
            switch (expression.Text("operator"))
            {
                case "In" or "NotIn" when values == 0:
                    yield return FieldError.Required($"{place}.values", "must be specified when `operator` is 'In' or 'NotIn'");
                    break;
                case "Exists" or "DoesNotExist" when values > 0:
                    yield return FieldError.Forbidden($"{place}.values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                    break;
                case "In" or "NotIn" or "Exists" or "DoesNotExist":
                    break;
                case var unknown:
                    yield return FieldError.Invalid($"{place}.operator", unknown, "not a valid selector operator");
                    break;
            }
        }
    }
}
