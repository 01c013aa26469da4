using System.Text.RegularExpressions;
using Deploy.Architecture.Tests.Repository;

namespace Deploy.Architecture.Tests;

/// <summary>What README and docs point at is there, and the commands that they show exist.</summary>
public sealed partial class DocumentTests
{
    private static IReadOnlyList<string> Documents => [.. SourceTree.Files.Where(file => file.EndsWith(".md", StringComparison.Ordinal))];

    [Fact]
    public void Links_lead_somewhere()
    {
        var broken = from file in Documents
                     from Match link in Link().Matches(SourceTree.Read(file))
                     let target = link.Groups["target"].Value.Split('#')[0]
                     where target.Length > 0 && !target.Contains(':', StringComparison.Ordinal)
                     let path = Path.Combine(Path.GetDirectoryName(file) ?? "", target)
                     where !SourceTree.Exists(path)
                     select $"{file}: {target}";
        Assert.Empty(broken);
    }

    [Fact]
    public void Paths_in_shown_commands_exist()
    {
        var missing = from file in Documents
                      from block in CodeBlock().Matches(SourceTree.Read(file)).Select(block => block.Groups["body"].Value)
                      from Match path in RepositoryPath().Matches(block)
                      where !SourceTree.Exists(path.Value)
                      select $"{file}: {path.Value}";
        Assert.Empty(missing);
    }

    [Fact]
    public void Shown_cmdlets_exist()
    {
        var names = SourceTree.ProductCode.SelectMany(file => CmdletAttribute().Matches(SourceTree.Read(file)))
            .Select(match => $"{match.Groups["verb"].Value}-{match.Groups["noun"].Value}").ToHashSet(StringComparer.OrdinalIgnoreCase);
        var unknown = from file in Documents
                      from block in CodeBlock().Matches(SourceTree.Read(file)).Select(block => block.Groups["body"].Value)
                      from Match command in OwnCommand().Matches(block)
                      where !names.Contains(command.Groups["name"].Value)
                      select $"{file}: {command.Groups["name"].Value}";
        Assert.Empty(unknown.Distinct());
    }

    [GeneratedRegex(@"\[[^\]]*\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^```[^\n]*\n(?<body>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"(?<![\w./-])(src|samples|tests|benchmarks|module|functions|docs|\.ci)/[\w./-]*\w")]
    private static partial Regex RepositoryPath();

    // Also the alias that a cmdlet is called by.
    [GeneratedRegex(@"\[(?:Cmdlet\(\s*(?:Verbs\w+\.|"")(?<verb>\w+)""?\s*,\s*""|Alias\(""(?<verb>\w+)-)(?<noun>\w+)""")]
    private static partial Regex CmdletAttribute();

    // Commands of ours: with one of our nouns at the start of a line, after a prompt or in a pipeline; Import-Module and its like are the shell's.
    [GeneratedRegex(@"(?:^|\bPS> |\| *)(?<name>(?!(?:Import|Get|Remove)-Module\b)[A-Z][a-z]+-(?:Module\w*|Replica\w*|LocalCluster|PublishedModule))\b", RegexOptions.Multiline)]
    private static partial Regex OwnCommand();
}
