namespace Deploy.Console.Help;

/// <summary>Prints an about topic as text, wrapped to the screen: the same for <c>deploy help</c> and for Get-Help.</summary>
internal sealed class AboutPrinter(TextWriter output, int width)
{
    private const string Indent = "    ";
    private readonly TextFlow flow = new(output, width);

    /// <summary>Prints a topic from its source: <c># name</c>, then <c>##</c> sections.</summary>
    public void Print(string source)
    {
        var parts = source.ReplaceLineEndings("\n").Trim().Split("\n## ");
        output.WriteLine("TOPIC");
        output.WriteLine(Indent + parts[0].TrimStart('#', ' ').Trim());
        foreach (var part in parts[1..])
        {
            var end = part.IndexOf('\n', StringComparison.Ordinal);
            output.WriteLine();
            output.WriteLine(part[..end].Trim().ToUpperInvariant());
            flow.Write(part[end..].Trim(), Indent);
        }
    }
}
