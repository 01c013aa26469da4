using System.Text.RegularExpressions;

namespace Deploy.Controller.Heartbeats;

/// <summary>What can identify a base: it becomes a part of a node's name.</summary>
public static partial class BaseIdentity
{
    /// <summary>The most characters it may have, so that the node's name fits.</summary>
    public const int Longest = 200;

    /// <summary>Whether a text can: lower-case letters, digits, '-' and '.', beginning and ending with a letter or digit.</summary>
    public static bool IsValid(string? text) => text is { Length: > 0 and <= Longest } && NodeNamePart().IsMatch(text);

    [GeneratedRegex("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex NodeNamePart();
}
