namespace Deploy.Operations.Packages;

/// <summary>Reads the main section of a META-INF/MANIFEST.MF: "Name: value" lines, a leading space continues the line before.</summary>
internal static class JarManifest
{
    public const string Path = "META-INF/MANIFEST.MF";

    public static PackageIdentity Identity(string text)
    {
        var main = Main(text);
        return new() { Name = main.GetValueOrDefault("Ark-Biz-Name"), Version = main.GetValueOrDefault("Ark-Biz-Version") };
    }

    public static Dictionary<string, string> Main(string text)
    {
        var attributes = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        string? last = null;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            // An empty line ends the main section; what follows belongs to single entries.
            if (line.Length == 0)
                break;
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (line[0] == ' ' && last is not null)
                attributes[last] += line[1..];
            else if (colon > 0)
                attributes[last = line[..colon]] = line[(colon + 1)..].TrimStart(' ');
        }
        return attributes.ToDictionary(a => a.Key, a => a.Value.TrimEnd(), StringComparer.OrdinalIgnoreCase);
    }
}
