using System.Globalization;
using System.Text.Json.Serialization;
using Deploy.Kubernetes.Serialization;

namespace Deploy.Kubernetes.Models;

/// <summary>A number, or a text such as a percentage or the name of a port.</summary>
[JsonConverter(typeof(IntOrStringConverter))]
public readonly record struct IntOrString
{
    public IntOrString(int number) => Number = number;

    public IntOrString(string text) => Text = text;

    /// <summary>The number; 0 when <see cref="Text"/> is set.</summary>
    public int Number { get; }

    /// <summary>The text; null when this is a number.</summary>
    public string? Text { get; }

    /// <summary>True for a text such as <c>25%</c>.</summary>
    public bool IsPercent => Text is not null && Text.EndsWith('%');

    public static implicit operator IntOrString(int number) => new(number);

    public static implicit operator IntOrString(string text) => new(text);

    /// <summary>The number meant out of <paramref name="total"/>; percentages are rounded up or down as asked.</summary>
    /// <exception cref="FormatException">The text is not a whole number followed by a percent sign.</exception>
    public int Of(int total, bool roundUp)
    {
        if (Text is null)
            return Number;
        if (!IsPercent || !int.TryParse(Text.AsSpan()[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var percent))
            throw new FormatException($"'{Text}' is neither a number nor a percentage.");
        var share = (long)percent * total;
        return (int)(roundUp ? (share + 99) / 100 : share / 100);
    }

    public override string ToString() => Text ?? Number.ToString(CultureInfo.InvariantCulture);
}
