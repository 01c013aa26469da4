namespace Deploy.Operations.Packages;

/// <summary>Whether an entry's name stays within the folder that it is unpacked to, on any system.</summary>
internal static class EntryNames
{
    public static bool IsSafe(string name)
    {
        var path = name.Replace('\\', '/');
        return path.Length > 0 && path[0] != '/' && !path.Contains('\0', StringComparison.Ordinal)
            && !(path.Length > 1 && path[1] == ':') && !path.Split('/').Contains("..", StringComparer.Ordinal);
    }
}
