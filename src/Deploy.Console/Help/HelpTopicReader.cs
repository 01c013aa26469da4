namespace Deploy.Console.Help;

/// <summary>
/// Reads a help file: <c># Name</c>, the synopsis, then <c>## Description</c>, <c>## Parameters</c> and
/// <c>## Examples</c> with one <c>###</c> heading each, <c>## Outputs</c> and <c>## Related</c>.
/// </summary>
internal static class HelpTopicReader
{
    public static HelpTopic Read(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var name = lines[0].TrimStart('#', ' ');
        var sections = Sections(lines[1..], "## ");
        return new HelpTopic(
            name,
            Text(sections, ""),
            Text(sections, "Description"),
            Parameters(sections),
            Examples(sections),
            Text(sections, "Outputs"),
            [.. Text(sections, "Related").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimStart('-', '*', ' '))]);
    }

    private static Dictionary<string, string> Parameters(Dictionary<string, List<string>> sections)
    {
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (heading, lines) in Sections(sections.GetValueOrDefault("Parameters") ?? [], "### "))
        {
            if (heading.Length > 0)
                parameters[heading.TrimStart('-')] = Join(lines);
        }
        return parameters;
    }

    private static List<HelpExample> Examples(Dictionary<string, List<string>> sections)
    {
        var examples = new List<HelpExample>();
        foreach (var (title, lines) in Sections(sections.GetValueOrDefault("Examples") ?? [], "### "))
        {
            if (title.Length == 0)
                continue;
            var start = lines.FindIndex(line => line.StartsWith("```", StringComparison.Ordinal));
            var end = lines.FindIndex(start + 1, line => line.StartsWith("```", StringComparison.Ordinal));
            if (start < 0 || end < 0)
                throw new InvalidDataException($"The example '{title}' has no code.");
            var code = string.Join("\n", lines[(start + 1)..end]);
            examples.Add(new HelpExample(title, code, Join([.. lines[..start], .. lines[(end + 1)..]])));
        }
        return examples;
    }

    // Headings inside a code block are comments of the code.
    private static Dictionary<string, List<string>> Sections(IEnumerable<string> lines, string mark)
    {
        var sections = new Dictionary<string, List<string>>(StringComparer.OrdinalIgnoreCase) { [""] = [] };
        var current = sections[""];
        var isCode = false;
        foreach (var line in lines)
        {
            isCode ^= line.StartsWith("```", StringComparison.Ordinal);
            if (!isCode && line.StartsWith(mark, StringComparison.Ordinal))
                sections[line[mark.Length..].Trim()] = current = [];
            else
                current.Add(line);
        }
        return sections;
    }

    private static string Text(Dictionary<string, List<string>> sections, string name) =>
        sections.TryGetValue(name, out var lines) ? Join(lines) : "";

    private static string Join(IEnumerable<string> lines) => string.Join("\n", lines).Trim();
}
