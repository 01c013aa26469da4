using Deploy.LocalCluster.Api;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Selection;

/// <summary>Conditions on fields (<c>a=b,c!=d</c>) that must all hold.</summary>
internal sealed record FieldSelector(IReadOnlyList<(string Path, string Value, bool Equal)> Terms)
{
    public static FieldSelector Everything { get; } = new([]);

    /// <exception cref="ApiException">400: not a selector, or a field that this type cannot be selected by.</exception>
    public static FieldSelector Parse(ResourceKind kind, string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return Everything;
        return new([.. text.Split(',').Select(term => Term(kind, term.Trim()))]);
    }

    public bool Matches(StoredObject item)
    {
        foreach (var (path, value, equal) in Terms)
        {
            var actual = item.Field(path);
            // A flag that is not set counts as false, as it does in the typed objects of a real server.
            if (actual.Length == 0 && value is "false") actual = "false";
            if (string.Equals(actual, value, StringComparison.Ordinal) != equal) return false;
        }

        return true;
    }

    private static (string Path, string Value, bool Equal) Term(ResourceKind kind, string term)
    {
        var at = term.IndexOf('=', StringComparison.Ordinal);
        if (at <= 0) throw ApiException.BadRequest($"invalid selector: '{term}'; can't understand '{term}'");
        var negated = term[at - 1] == '!';
        var path = term[..(negated ? at - 1 : at)].Trim();
        var value = term[(at + 1)..].TrimStart('=').Trim();
        return Known(kind, path) is { } known
            ? (known, value, !negated)
            : throw ApiException.BadRequest($"field label not supported: {path}");
    }

    private static string? Known(ResourceKind kind, string path)
    {
        // Events are also asked for by the short name of their source.
        if (path == "source" && kind.IsSelectable("source.component")) return "source.component";
        return kind.IsSelectable(path) ? path : null;
    }
}
