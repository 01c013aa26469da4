using Deploy.Kubernetes.Models;

namespace Deploy.Kubernetes;

/// <summary>Label selectors, applied and written down.</summary>
public static class LabelSelection
{
    /// <summary>True when all terms hold; an empty selector matches everything.</summary>
    /// <exception cref="FormatException">A term has an unknown operator.</exception>
    public static bool Matches(this LabelSelector selector, IReadOnlyDictionary<string, string> labels)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return selector.MatchLabels.All(wanted => labels.TryGetValue(wanted.Key, out var value) && string.Equals(value, wanted.Value, StringComparison.Ordinal))
            && selector.MatchExpressions.All(term => Holds(term, labels));
    }

    /// <summary>The form that list and watch take, such as <c>app=web,tier in (a,b),!old</c>.</summary>
    /// <exception cref="FormatException">A term has an unknown operator.</exception>
    public static string ToQuery(this LabelSelector selector)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return string.Join(',', selector.MatchLabels.Select(wanted => $"{wanted.Key}={wanted.Value}").Concat(selector.MatchExpressions.Select(Write)));
    }

    private static bool Holds(LabelSelectorRequirement term, IReadOnlyDictionary<string, string> labels)
    {
        var exists = labels.TryGetValue(term.Key, out var value);
        return term.Operator switch
        {
            "In" => exists && term.Values.Contains(value!, StringComparer.Ordinal),
            "NotIn" => !exists || !term.Values.Contains(value!, StringComparer.Ordinal),
            "Exists" => exists,
            "DoesNotExist" => !exists,
            _ => throw Unknown(term),
        };
    }

    private static string Write(LabelSelectorRequirement term) => term.Operator switch
    {
        "In" => $"{term.Key} in ({string.Join(',', term.Values)})",
        "NotIn" => $"{term.Key} notin ({string.Join(',', term.Values)})",
        "Exists" => term.Key,
        "DoesNotExist" => $"!{term.Key}",
        _ => throw Unknown(term),
    };

    private static FormatException Unknown(LabelSelectorRequirement term) =>
        new($"'{term.Operator}' is not an operator of a label selector; use In, NotIn, Exists or DoesNotExist.");
}
