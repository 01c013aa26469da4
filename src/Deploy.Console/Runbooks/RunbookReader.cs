using Deploy.Console.CommandLine;

namespace Deploy.Console.Runbooks;

/// <summary>
/// Reads a runbook of plain command lines: comments, quotes, lists, tables, backtick continuation, and variables that
/// are given a literal or <c>$env:NAME</c>. Anything else is refused with its line; PowerShell itself runs the same file.
/// </summary>
internal sealed class RunbookReader
{
    private readonly Dictionary<string, Argument> variables = new(StringComparer.OrdinalIgnoreCase)
    {
        ["true"] = new() { Text = "$true", IsQuoted = true },
        ["false"] = new() { Text = "$false", IsQuoted = true },
        ["null"] = new() { Text = "", IsQuoted = true },
        ["HOME"] = new() { Text = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), IsQuoted = true },
    };

    private readonly List<RunbookStatement> statements = [];

    /// <summary>Reads a whole runbook.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="folder">What <c>$PSScriptRoot</c> stands for.</param>
    /// <exception cref="RunbookException">A line is not a plain command line.</exception>
    public static IReadOnlyList<RunbookStatement> Read(string text, string folder)
    {
        var reader = new RunbookReader();
        reader.variables["PSScriptRoot"] = new Argument { Text = folder, IsQuoted = true };
        foreach (var (line, statement) in RunbookLines.Join(text))
            reader.Take(line, statement);
        return reader.statements;
    }

    private void Take(int line, string text)
    {
        var words = new WordReader(text, line, Lookup).ReadAll();
        if (words.Count == 0)
            return;
        if (words[0] is { IsQuoted: false, Text: ['$', ..] })
            Assign(line, words);
        else if (!IsForPowerShellOnly(words))
            statements.Add(new RunbookStatement(line, text.Trim(), words));
    }

    // Loading the module is PowerShell's affair: here its commands are there from the start.
    private static bool IsForPowerShellOnly(List<Argument> words) =>
        words[0].Text.Equals("Import-Module", StringComparison.OrdinalIgnoreCase)
        && words.Exists(word => word.Text.Contains("Deploy", StringComparison.OrdinalIgnoreCase));

    private void Assign(int line, List<Argument> words)
    {
        if (words is not [var target, { IsQuoted: false, Text: "=" }, var value])
            throw new RunbookException(line, "only a plain '$name = value' can be read here; PowerShell runs the rest.");
        var name = target.Text[1..];
        if (name.StartsWith("env:", StringComparison.OrdinalIgnoreCase))
            Environment.SetEnvironmentVariable(name[4..], value.Text);
        else
            variables[name] = value with { IsQuoted = true };
    }

    private Argument? Lookup(string name) => name.StartsWith("env:", StringComparison.OrdinalIgnoreCase)
        ? new Argument { Text = Environment.GetEnvironmentVariable(name[4..]) ?? "", IsQuoted = true }
        : variables.GetValueOrDefault(name);
}
