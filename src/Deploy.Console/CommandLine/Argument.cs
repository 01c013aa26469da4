namespace Deploy.Console.CommandLine;

/// <summary>One word of a command line, with what is known of how it was written.</summary>
internal sealed record Argument
{
    /// <summary>The word as text.</summary>
    public required string Text { get; init; }

    /// <summary>Whether it was quoted in a runbook: then it is a value even if it begins with a dash.</summary>
    public bool IsQuoted { get; init; }

    /// <summary>The items of a list written in a runbook; null for a single word.</summary>
    public IReadOnlyList<string>? Items { get; init; }

    /// <summary>The entries of a table written as <c>@{ key = 'value' }</c>; null otherwise.</summary>
    public IReadOnlyDictionary<string, string>? Table { get; init; }

    /// <summary>A word as the operating system's shell handed it over.</summary>
    public static Argument FromShell(string text) => new() { Text = text };

    /// <summary>Whether this names a parameter rather than being a value.</summary>
    public bool IsParameterName =>
        !IsQuoted && Items is null && Table is null && Text.Length > 1 && Text[0] == '-' && (char.IsLetter(Text[1]) || Text[1] == '?');

    /// <summary>The items of this argument for a parameter that takes several values.</summary>
    public IReadOnlyList<string> AsItems()
    {
        if (Items is not null)
            return Items;
        return IsQuoted ? [Text] : Text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }
}
