using System.Text.RegularExpressions;

namespace Deploy.LocalCluster.Nodes.Images;

/// <summary>The parts of an image reference.</summary>
/// <param name="Registry">Empty where the reference names none.</param>
/// <param name="Repository">The path without the registry.</param>
/// <param name="Tag">The tag, or the digest where there is no tag; latest by default.</param>
internal sealed partial record ImageName(string Registry, string Repository, string Tag)
{
    /// <summary>Null when the text is no image reference.</summary>
    public static ImageName? TryParse(string text)
    {
        var match = Reference().Match(text);
        if (!match.Success)
            return null;
        var path = match.Groups["path"].Value;
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : path[..slash];
        // As the runtimes do: the first part is a registry when it looks like a host.
        var isHost = first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal) || first == "localhost";
        var tag = match.Groups["tag"].Success ? match.Groups["tag"].Value : match.Groups["digest"].Success ? match.Groups["digest"].Value : "latest";
        return isHost ? new(first, path[(slash + 1)..], tag) : new("", path, tag);
    }

    [GeneratedRegex(@"^(?<path>([A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]+)?/)?[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*)(:(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(@(?<digest>sha256:[a-f0-9]{64}))?$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Reference();
}
