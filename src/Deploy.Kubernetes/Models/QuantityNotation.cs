using System.Buffers;
using System.Globalization;

namespace Deploy.Kubernetes.Models;

/// <summary>The text form of quantities.</summary>
internal static class QuantityNotation
{
    private const decimal Nano = 0.000000001m;

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.+-");

    private static readonly (string Suffix, decimal Factor)[] Binary =
    [
        ("Ei", 1m * (1L << 60)), ("Pi", 1m * (1L << 50)), ("Ti", 1m * (1L << 40)),
        ("Gi", 1m * (1L << 30)), ("Mi", 1m * (1L << 20)), ("Ki", 1024m),
    ];

    private static readonly (string Suffix, decimal Factor, int Exponent)[] Decimal =
    [
        ("E", 1e18m, 18), ("P", 1e15m, 15), ("T", 1e12m, 12), ("G", 1e9m, 9), ("M", 1e6m, 6), ("k", 1e3m, 3),
        ("", 1m, 0), ("m", 1e-3m, -3), ("u", 1e-6m, -6), ("n", Nano, -9),
    ];

    internal static bool TryParse(string? text, out Quantity quantity)
    {
        quantity = default;
        if (string.IsNullOrEmpty(text))
            return false;
        var digits = text.AsSpan().IndexOfAnyExcept(NumberCharacters);
        var number = digits < 0 ? text.AsSpan() : text.AsSpan(0, digits);
        var suffix = digits < 0 ? "" : text[digits..];
        if (!decimal.TryParse(number, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            || !TryUnit(suffix, out var factor, out var format))
            return false;
        try
        {
            quantity = new Quantity(value * factor, format);
            return true;
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    internal static string Write(Quantity quantity)
    {
        var value = RoundUp(quantity.Value);
        if (value == 0)
            return "0";
        if (quantity.Format == QuantityFormat.BinarySI && decimal.Abs(value) >= 1024 && value == decimal.Truncate(value))
            return WriteBinary(value);
        foreach (var (suffix, factor, exponent) in Decimal)
        {
            if (value % factor != 0)
                continue;
            var unit = quantity.Format == QuantityFormat.DecimalExponent && exponent != 0 ? $"e{exponent}" : suffix;
            return (value / factor).ToString("0", CultureInfo.InvariantCulture) + unit;
        }
        return value.ToString(CultureInfo.InvariantCulture);
    }

    private static string WriteBinary(decimal value)
    {
        foreach (var (suffix, factor) in Binary)
        {
            if (value % factor == 0)
                return (value / factor).ToString("0", CultureInfo.InvariantCulture) + suffix;
        }
        return value.ToString("0", CultureInfo.InvariantCulture);
    }

    // The server rounds up what is finer than a billionth.
    private static decimal RoundUp(decimal value)
    {
        var rounded = decimal.Round(value, 9, MidpointRounding.ToZero);
        return rounded == value ? value : rounded + (value > 0 ? Nano : -Nano);
    }

    private static bool TryUnit(string suffix, out decimal factor, out QuantityFormat format)
    {
        foreach (var unit in Binary)
        {
            if (unit.Suffix != suffix)
                continue;
            (factor, format) = (unit.Factor, QuantityFormat.BinarySI);
            return true;
        }
        foreach (var unit in Decimal)
        {
            if (unit.Suffix != suffix)
                continue;
            (factor, format) = (unit.Factor, QuantityFormat.DecimalSI);
            return true;
        }
        return TryExponent(suffix, out factor, out format);
    }

    private static bool TryExponent(string suffix, out decimal factor, out QuantityFormat format)
    {
        (factor, format) = (1, QuantityFormat.DecimalExponent);
        if (suffix.Length < 2 || suffix[0] is not ('e' or 'E')
            || !int.TryParse(suffix.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent)
            || exponent is < -27 or > 27)
            return false;
        for (var i = 0; i < Math.Abs(exponent); i++)
            factor = exponent > 0 ? factor * 10 : factor / 10;
        return true;
    }
}
