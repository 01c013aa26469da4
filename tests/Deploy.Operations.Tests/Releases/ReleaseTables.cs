namespace Deploy.Operations.Tests.Releases;

/// <summary>Reads the tables of docs/releases.md.</summary>
internal static class ReleaseTables
{
    /// <summary>The rows of the table whose first column has that heading, cell by cell.</summary>
    internal static IReadOnlyList<string[]> Rows(string heading)
    {
        var lines = File.ReadAllLines(Repository.Path("docs", "releases.md"));
        var start = Array.FindIndex(lines, line => line.StartsWith($"| {heading} |", StringComparison.Ordinal));
        if (start < 0)
            throw new InvalidOperationException($"docs/releases.md has no table of '{heading}'.");
        return [.. lines.Skip(start + 2).TakeWhile(line => line.StartsWith('|')).Select(line => line.Trim('|', ' ').Split(" | ").Select(cell => cell.Trim()).ToArray())];
    }
}
