using System.Buffers;
using System.Globalization;

namespace Deploy.Module.Binding;

/// <summary>Reads the durations that people type: <c>90</c>, <c>90s</c>, <c>5m</c>, <c>1h30m</c>, <c>00:05:00</c>.</summary>
public static class Duration
{
    /// <summary>What a message offers as examples.</summary>
    public const string Examples = "90s, 5m, 1h30m or 00:05:00";

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    private static readonly (string Unit, double Seconds)[] Units =
        [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1), ("ms", 0.001)];

    /// <summary>Reads a duration; a bare number is seconds. Negative ones and those beyond a year are refused.</summary>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        text = text?.Trim();
        if (string.IsNullOrEmpty(text))
            return false;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
            return TryTake(seconds, out duration);
        if (text.Contains(':', StringComparison.Ordinal))
            return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out duration) && duration >= TimeSpan.Zero && duration <= Longest;
        return TryParseUnits(text, out duration);
    }

    // Number and unit in turns, each unit smaller than the one before.
    private static bool TryParseUnits(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = default;
        var total = 0d;
        var first = 0;
        while (!text.IsEmpty)
        {
            var digits = text.IndexOfAnyExcept(Digits);
            if (digits <= 0 || !double.TryParse(text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                return false;
            text = text[digits..];
            var letters = text.IndexOfAny(Digits);
            var unit = IndexOf(letters < 0 ? text : text[..letters], first);
            if (unit < 0)
                return false;
            total += number * Units[unit].Seconds;
            first = unit + 1;
            text = letters < 0 ? [] : text[letters..];
        }
        return TryTake(total, out duration);
    }

    private static int IndexOf(ReadOnlySpan<char> unit, int first)
    {
        for (var i = first; i < Units.Length; i++)
        {
            if (unit.Equals(Units[i].Unit, StringComparison.OrdinalIgnoreCase))
                return i;
        }
        return -1;
    }

    private static bool TryTake(double seconds, out TimeSpan duration)
    {
        var fits = seconds >= 0 && seconds <= Longest.TotalSeconds;
        duration = fits ? TimeSpan.FromSeconds(seconds) : default;
        return fits;
    }
}
