using Deploy.Kubernetes.Models;

namespace Deploy.LocalCluster.Controllers.Workloads;

/// <summary>Parts of selectors, beyond what the client's models offer.</summary>
internal static class Selectors
{
    public static bool IsEmpty(this LabelSelector selector) => selector.MatchLabels.Count == 0 && selector.MatchExpressions.Count == 0;

    public static bool Contains(IReadOnlyDictionary<string, string> labels, IReadOnlyDictionary<string, string> wanted)
    {
        foreach (var (key, value) in wanted)
        {
            if (!labels.TryGetValue(key, out var found) || !string.Equals(found, value, StringComparison.Ordinal))
                return false;
        }

        return true;
    }

    /// <summary>One term of a label or node selector.</summary>
    public static bool Matches(string operation, string key, IReadOnlyList<string> values, IReadOnlyDictionary<string, string> labels)
    {
        var found = labels.TryGetValue(key, out var value);
        return operation switch
        {
            "In" => found && values.Contains(value!, StringComparer.Ordinal),
            "NotIn" => !found || !values.Contains(value!, StringComparer.Ordinal),
            "Exists" => found,
            "DoesNotExist" => !found,
            "Gt" => found && Compare(value!, values) > 0,
            "Lt" => found && Compare(value!, values) < 0,
            _ => false,
        };
    }

    // Not comparable is neither greater nor less.
    private static int Compare(string value, IReadOnlyList<string> values) =>
        values is [var bound] && long.TryParse(value, out var left) && long.TryParse(bound, out var right) ? left.CompareTo(right) : 0;
}
