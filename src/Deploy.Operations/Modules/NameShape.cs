namespace Deploy.Operations.Modules;

/// <summary>The shapes of names that Kubernetes and container registries define; ASCII only.</summary>
internal static class NameShape
{
    private const int LongestLabel = 63;
    private const int LongestPrefix = 253;
    private const int LongestTag = 128;

    /// <summary>A DNS label that begins with a letter: RFC 1035, names of Services.</summary>
    internal static bool IsServiceName(ReadOnlySpan<char> text) => text is [>= 'a' and <= 'z', ..] && IsDnsLabel(text);

    /// <summary>A DNS label: RFC 1123, names of namespaces.</summary>
    internal static bool IsDnsLabel(ReadOnlySpan<char> text) => IsEdged(text, LongestLabel, IsLowerOrDigit, "-");

    /// <summary>The value of a label, not empty.</summary>
    internal static bool IsLabelValue(ReadOnlySpan<char> text) => IsEdged(text, LongestLabel, char.IsAsciiLetterOrDigit, "._-");

    /// <summary>The key of a label: a name like a value, with a DNS name and a slash before it or not.</summary>
    internal static bool IsLabelKey(ReadOnlySpan<char> text)
    {
        var slash = text.IndexOf('/');
        return slash < 0 ? IsLabelValue(text) : IsEdged(text[..slash], LongestPrefix, IsLowerOrDigit, ".-") && IsLabelValue(text[(slash + 1)..]);
    }

    /// <summary>The name of an environment variable.</summary>
    internal static bool IsVariable(ReadOnlySpan<char> text) =>
        text.Length > 0 && !char.IsAsciiDigit(text[0]) && IsMadeOf(text, char.IsAsciiLetterOrDigit, "._-");

    /// <summary>A container image: registry, path, tag and digest as the distribution specification has them; only the path is needed.</summary>
    internal static bool IsImage(ReadOnlySpan<char> text)
    {
        if (text.IndexOf('@') is >= 0 and var at)
        {
            if (!IsDigest(text[(at + 1)..]))
                return false;
            text = text[..at];
        }
        // A colon after the last slash begins the tag; one before it belongs to the registry's port.
        var last = text.LastIndexOf('/') + 1;
        if (text[last..].IndexOf(':') is >= 0 and var colon)
        {
            if (!IsTag(text[(last + colon + 1)..]))
                return false;
            text = text[..(last + colon)];
        }
        if (text.IndexOf('/') is >= 0 and var slash && IsRegistry(text[..slash]))
            text = text[(slash + 1)..];
        foreach (var part in text.Split('/'))
        {
            if (!IsEdged(text[part], int.MaxValue, IsLowerOrDigit, "._-"))
                return false;
        }
        return true;
    }

    private static bool IsRegistry(ReadOnlySpan<char> text)
    {
        if (text.IndexOf(':') is >= 0 and var colon)
        {
            if (!(colon + 1 < text.Length && IsMadeOf(text[(colon + 1)..], char.IsAsciiDigit, "")))
                return false;
            text = text[..colon];
        }
        return text.Length > 0 && char.IsAsciiLetterOrDigit(text[0]) && IsMadeOf(text, char.IsAsciiLetterOrDigit, ".-");
    }

    private static bool IsTag(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= LongestTag && text[0] is not ('.' or '-') && IsMadeOf(text, char.IsAsciiLetterOrDigit, "._-");

    private static bool IsDigest(ReadOnlySpan<char> text) =>
        text.StartsWith("sha256:", StringComparison.Ordinal) && text.Length == 71 && IsMadeOf(text[7..], char.IsAsciiHexDigitLower, "");

    private static bool IsEdged(ReadOnlySpan<char> text, int longest, Func<char, bool> edge, string between) =>
        text.Length > 0 && text.Length <= longest && edge(text[0]) && edge(text[^1]) && IsMadeOf(text, edge, between);

    private static bool IsMadeOf(ReadOnlySpan<char> text, Func<char, bool> common, string others)
    {
        foreach (var character in text)
        {
            if (!common(character) && !others.Contains(character, StringComparison.Ordinal))
                return false;
        }
        return true;
    }

    private static bool IsLowerOrDigit(char character) => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character);
}
