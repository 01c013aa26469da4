using System.Globalization;

namespace Deploy.LocalCluster.Tables;

/// <summary>The moment that ages in a table are counted to, and how kubectl's users are used to see them.</summary>
internal readonly record struct TableClock(DateTimeOffset Now)
{
    /// <summary>Time since then, or <c>&lt;unknown&gt;</c>.</summary>
    public string Since(DateTimeOffset? then) => then is { } at ? Human(Now - at) : "<unknown>";

    /// <summary>A duration with two units at most, fewer the longer it is.</summary>
    public static string Human(TimeSpan duration)
    {
        var seconds = (long)duration.TotalSeconds;
        var (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86400);
        return seconds switch
        {
            < -1 => "<invalid>",
            < 0 => "0s",
            < 120 => Text($"{seconds}s"),
            < 600 => Two(minutes, "m", seconds % 60, "s"),
            < 3 * 3600 => Text($"{minutes}m"),
            < 8 * 3600 => Two(hours, "h", minutes % 60, "m"),
            < 48 * 3600 => Text($"{hours}h"),
            < 8 * 86400 => Two(days, "d", hours % 24, "h"),
            < 2 * 365 * 86400 => Text($"{days}d"),
            < 8L * 365 * 86400 => Two(days / 365, "y", days % 365, "d"),
            _ => Text($"{days / 365}y"),
        };
    }

    private static string Two(long large, string largeUnit, long small, string smallUnit) =>
        small == 0 ? Text($"{large}{largeUnit}") : Text($"{large}{largeUnit}{small}{smallUnit}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
