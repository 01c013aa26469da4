using System.Text;
using Deploy.Console.CommandLine;

namespace Deploy.Console.Runbooks;

/// <summary>Splits one statement of a runbook into words by PowerShell's rules of quoting.</summary>
internal sealed class WordReader(string text, int line, Func<string, Argument?> variable)
{
    private readonly bool isAssignment = text.TrimStart().StartsWith('$');
    private int at;

    /// <summary>All words; none for an empty line or a comment.</summary>
    public List<Argument> ReadAll()
    {
        var words = new List<Argument>();
        while (SkipToWord())
            words.Add(ReadWord(words.Count == 0));
        return words;
    }

    private bool SkipToWord()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
        return at < text.Length && text[at] != '#';
    }

    private Argument ReadWord(bool isFirst)
    {
        if (text[at] == '@' && at + 1 < text.Length && text[at + 1] == '{')
            return ReadTable();
        if (isFirst && text[at] == '$')
            return new Argument { Text = ReadTarget() };
        if (isAssignment && text[at] == '=')
            return ReadEquals();
        var items = new List<Argument> { ReadItem() };
        while (GoesOnAfterComma())
            items.Add(ReadItem());
        return items.Count == 1
            ? items[0]
            : new Argument { Text = string.Join(",", items.Select(item => item.Text)), Items = [.. items.SelectMany(item => item.Items ?? [item.Text])] };
    }

    private bool GoesOnAfterComma()
    {
        var next = at;
        while (next < text.Length && text[next] == ' ')
            next++;
        if (next >= text.Length || text[next] != ',')
            return false;
        at = next + 1;
        return SkipToWord() ? true : throw Refuse("the list ends with a comma");
    }

    private Argument ReadItem()
    {
        if (text[at] == '\'')
            return new Argument { Text = ReadSingleQuoted(), IsQuoted = true };
        if (text[at] == '"')
            return new Argument { Text = ReadDoubleQuoted(), IsQuoted = true };
        return ReadBare();
    }

    private Argument ReadBare()
    {
        if (text[at] == '$' && ReadWholeVariable() is { } whole)
            return whole;
        var word = new StringBuilder();
        while (at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] != ',')
            AppendBare(word);
        return new Argument { Text = word.ToString() };
    }

    private void AppendBare(StringBuilder word)
    {
        switch (text[at])
        {
            case '$':
                word.Append(ReadVariable().Text);
                break;
            case '\'':
                word.Append(ReadSingleQuoted());
                break;
            case '"':
                word.Append(ReadDoubleQuoted());
                break;
            case '`' when at + 1 < text.Length:
                word.Append(text[at + 1]);
                at += 2;
                break;
            case '|' or ';' or '&' or '<' or '>' or '(' or ')' or '{' or '}':
                throw Refuse($"'{text[at]}' is script");
            default:
                word.Append(text[at++]);
                break;
        }
    }

    // A variable that is a word of its own keeps what it holds: a list stays a list.
    private Argument? ReadWholeVariable()
    {
        var start = at;
        var value = ReadVariable();
        if (at >= text.Length || char.IsWhiteSpace(text[at]) || text[at] == ',')
            return value;
        at = start;
        return null;
    }

    private string ReadSingleQuoted()
    {
        var value = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] != '\'')
                value.Append(text[at]);
            else if (at + 1 < text.Length && text[at + 1] == '\'')
                value.Append(text[at++]);
            else
            {
                at++;
                return value.ToString();
            }
        }
        throw Refuse("a quote is not closed");
    }

    private string ReadDoubleQuoted()
    {
        var value = new StringBuilder();
        at++;
        while (at < text.Length)
        {
            switch (text[at])
            {
                case '"':
                    at++;
                    return value.ToString();
                case '`' when at + 1 < text.Length:
                    value.Append(Escape(text[at + 1]));
                    at += 2;
                    break;
                case '$':
                    value.Append(ReadVariable().Text);
                    break;
                default:
                    value.Append(text[at++]);
                    break;
            }
        }
        throw Refuse("a quote is not closed");
    }

    private static char Escape(char character) => character switch { 'n' => '\n', 't' => '\t', 'r' => '\r', _ => character };

    private string ReadTarget()
    {
        var start = at;
        while (at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] != '=')
            at++;
        var target = text[start..at];
        SkipToWord();
        return target;
    }

    private Argument ReadEquals()
    {
        at++;
        return new Argument { Text = "=" };
    }

    private Argument ReadVariable()
    {
        at++;
        var isBraced = at < text.Length && text[at] == '{';
        if (isBraced)
            at++;
        var start = at;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or ':'))
            at++;
        var name = text[start..at];
        if (name.Length == 0 || (isBraced && (at >= text.Length || text[at] != '}')))
            throw Refuse("'$' begins an expression");
        if (isBraced)
            at++;
        return variable(name) ?? throw Refuse($"${name} has not been given a value");
    }

    private Argument ReadTable()
    {
        var entries = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        at += 2;
        while (true)
        {
            while (at < text.Length && (char.IsWhiteSpace(text[at]) || text[at] == ';'))
                at++;
            if (at >= text.Length)
                throw Refuse("a table is not closed");
            if (text[at] == '}')
                break;
            ReadEntry(entries);
        }
        at++;
        return new Argument { Text = "@{}", Table = entries };
    }

    private void ReadEntry(Dictionary<string, string> entries)
    {
        var key = text[at] is '\'' or '"' ? ReadItem().Text : ReadKey();
        if (!SkipToWord() || text[at++] != '=' || !SkipToWord())
            throw Refuse("a table has entries of the form name = value");
        entries[key] = text[at] is '\'' or '"' ? ReadItem().Text : ReadKey();
    }

    private string ReadKey()
    {
        if (text[at] == '$')
            return ReadVariable().Text;
        var start = at;
        while (at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] is not ('=' or ';' or '}'))
            at++;
        return at > start ? text[start..at] : throw Refuse("a table has entries of the form name = value");
    }

    private RunbookException Refuse(string reason) =>
        new(line, $"{reason}; deploy run reads plain command lines only. PowerShell runs this file with its script.");
}
