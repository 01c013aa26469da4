using System.Globalization;

namespace Deploy.LocalCluster.Validation;

/// <summary>The syntax of quantities: <c>500m</c>, <c>2Gi</c>, <c>1e3</c>.</summary>
internal static class QuantityText
{
    public const string Rule = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

    public static bool TryParse(string text, out decimal value)
    {
        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.' || (end == 0 && text[end] is '+' or '-'))) end++;
        value = 0;
        if (!decimal.TryParse(text.AsSpan(0, end), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return false;
        if (Factor(text[end..]) is not { } factor) return false;
        value = number * factor;
        return true;
    }

    private static decimal? Factor(string suffix) => suffix switch
    {
        "" => 1m,
        "n" => 0.000000001m,
        "u" => 0.000001m,
        "m" => 0.001m,
        "k" => 1000m,
        "M" => 1000000m,
        "G" => 1000000000m,
        "T" => 1000000000000m,
        "P" => 1000000000000000m,
        "E" => 1000000000000000000m,
        "Ki" => 1024m,
        "Mi" => 1024m * 1024,
        "Gi" => 1024m * 1024 * 1024,
        "Ti" => 1024m * 1024 * 1024 * 1024,
        "Pi" => 1024m * 1024 * 1024 * 1024 * 1024,
        "Ei" => 1024m * 1024 * 1024 * 1024 * 1024 * 1024,
        _ => Exponent(suffix),
    };

    private static decimal? Exponent(string suffix)
    {
        if (suffix[0] is not ('e' or 'E') || !int.TryParse(suffix.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power)) return null;
        return power is < -9 or > 18 ? null : (decimal)Math.Pow(10, power);
    }
}
