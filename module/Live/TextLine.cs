using System.Text;
using Deploy.Operations.Replicas;

namespace Deploy.Module.Live;

/// <summary>Puts one line together that is never wider than the screen. What others wrote cannot control the terminal from here.</summary>
internal sealed class TextLine(int width, BoardStyle style)
{
    private readonly StringBuilder text = new();

    /// <summary>Characters that are seen so far.</summary>
    public int Length { get; private set; }

    /// <summary>What still fits.</summary>
    public int Room => width - Length;

    /// <summary>Adds text, cut where the line ends.</summary>
    /// <param name="more">What to add.</param>
    /// <param name="tint">The sequence that begins its colour; null for none.</param>
    public TextLine Add(string more, string? tint = null)
    {
        var seen = Cut(Clean(more), Room, style);
        if (seen.Length == 0)
            return this;
        var isTinted = tint is not null && style.HasColour;
        text.Append(isTinted ? tint : "").Append(seen).Append(isTinted ? Tint.End : "");
        Length += seen.Length;
        return this;
    }

    /// <summary>Adds text in the colour of a state.</summary>
    public TextLine Add(string more, ReplicaState state) => Add(more, Results.StateColour.Of(state.ToString()));

    /// <summary>Fills up with spaces to a column; does nothing beyond it.</summary>
    public TextLine PadTo(int column)
    {
        var spaces = Math.Min(column, width) - Length;
        return spaces > 0 ? Add(new string(' ', spaces)) : this;
    }

    public override string ToString() => text.ToString();

    /// <summary>The beginning of a text, with a mark where something was left out.</summary>
    public static string Cut(string value, int room, BoardStyle style) =>
        value.Length <= room ? value : room <= 0 ? "" : value[..(room - 1)] + style.Ellipsis;

    /// <summary>Beginning and end of a name whose middle was left out: replicas differ in their ends.</summary>
    public static string CutMiddle(string value, int room, BoardStyle style)
    {
        if (value.Length <= room || room < 8)
            return Cut(value, room, style);
        var tail = Math.Min(room / 2, 12);
        return value[..(room - tail - 1)] + style.Ellipsis + value[^tail..];
    }

    private static string Clean(string value)
    {
        if (!value.Any(char.IsControl))
            return value;
        return string.Create(value.Length, value, (clean, source) =>
        {
            for (var i = 0; i < clean.Length; i++)
                clean[i] = char.IsControl(source[i]) ? ' ' : source[i];
        });
    }
}

/// <summary>Sequences that begin a colour or a weight. States have theirs from <see cref="Results.StateColour"/>.</summary>
internal static class Tint
{
    public const string Bold = "\e[1m";
    public const string Faint = "\e[90m";
    public const string Good = "\e[32m";
    public const string Pending = "\e[33m";
    public const string Bad = "\e[31m";
    public const string End = "\e[0m";
}
