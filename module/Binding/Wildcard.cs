using System.IO.Enumeration;

namespace Deploy.Module.Binding;

/// <summary>Names with <c>*</c> and <c>?</c>, in any letter case.</summary>
internal static class Wildcard
{
    /// <summary>Whether a text is a pattern rather than a name.</summary>
    public static bool IsPattern(string text) => text.AsSpan().ContainsAny('*', '?');

    public static bool IsMatch(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: true);
}
