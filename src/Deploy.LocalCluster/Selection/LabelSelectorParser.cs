using Deploy.LocalCluster.Api;

namespace Deploy.LocalCluster.Selection;

/// <summary>Reads the query form of a label selector: <c>a=b,c!=d,e in (x,y),f notin (z),g,!h,i&gt;1</c>.</summary>
internal ref struct LabelSelectorParser(string text)
{
    private readonly ReadOnlySpan<char> source = text;
    private int position;

    /// <exception cref="ApiException">400: the text is no selector.</exception>
    public static LabelSelector Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return LabelSelector.Everything;
        var parser = new LabelSelectorParser(text);
        var requirements = new List<LabelRequirement>();
        do requirements.Add(parser.Requirement());
        while (parser.Take(","));
        if (parser.Peek() != '\0') throw parser.Unexpected("',' or the end");
        return new(requirements);
    }

    private LabelRequirement Requirement()
    {
        if (Take("!")) return new(Key(), LabelOperator.DoesNotExist, []);
        var key = Key();
        if (Take("!=")) return new(key, LabelOperator.NotIn, [Word()]);
        if (Take("==") || Take("=")) return new(key, LabelOperator.In, [Word()]);
        if (Take(">")) return new(key, LabelOperator.GreaterThan, [Word()]);
        if (Take("<")) return new(key, LabelOperator.LessThan, [Word()]);
        if (Peek() is '\0' or ',') return new(key, LabelOperator.Exists, []);
        return Word() switch
        {
            "in" => new(key, LabelOperator.In, Values()),
            "notin" => new(key, LabelOperator.NotIn, Values()),
            _ => throw Unexpected("an operator"),
        };
    }

    private string[] Values()
    {
        if (!Take("(")) throw Unexpected("'('");
        var values = new List<string>();
        do values.Add(Word());
        while (Take(","));
        if (!Take(")")) throw Unexpected("')'");
        return [.. values];
    }

    private string Key()
    {
        var key = Word();
        return Validation.Names.LabelKeyError(key) is { } error
            ? throw ApiException.BadRequest($"unable to parse requirement: <nil>: Invalid value: \"{key}\": {error}")
            : key;
    }

    private string Word()
    {
        Peek();
        var start = position;
        while (position < source.Length && (char.IsAsciiLetterOrDigit(source[position]) || source[position] is '-' or '_' or '.' or '/')) position++;
        return source[start..position].ToString();
    }

    private bool Take(string token)
    {
        Peek();
        if (!source[position..].StartsWith(token)) return false;
        position += token.Length;
        return true;
    }

    private char Peek()
    {
        while (position < source.Length && char.IsWhiteSpace(source[position])) position++;
        return position < source.Length ? source[position] : '\0';
    }

    private readonly ApiException Unexpected(string expected) =>
        ApiException.BadRequest($"unable to parse requirement: found '{source[position..]}', expected: {expected}");
}
