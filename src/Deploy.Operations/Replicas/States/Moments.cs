using System.Globalization;

namespace Deploy.Operations.Replicas;

/// <summary>Times and spans that come from outside: sums never overflow, ages are never negative.</summary>
internal static class Moments
{
    public static DateTimeOffset Plus(DateTimeOffset time, TimeSpan span)
    {
        var ticks = (Int128)time.UtcTicks + span.Ticks;
        return ticks <= DateTimeOffset.MinValue.UtcTicks ? DateTimeOffset.MinValue
            : ticks >= DateTimeOffset.MaxValue.UtcTicks ? DateTimeOffset.MaxValue
            : new DateTimeOffset((long)ticks, TimeSpan.Zero);
    }

    /// <summary>Seconds as a span, at most what a span holds and at least zero.</summary>
    public static TimeSpan Seconds(double seconds) =>
        double.IsNaN(seconds) || seconds <= 0 ? TimeSpan.Zero
        : seconds >= TimeSpan.MaxValue.TotalSeconds ? TimeSpan.MaxValue
        : TimeSpan.FromSeconds(seconds);

    public static TimeSpan Plus(TimeSpan left, TimeSpan right)
    {
        var ticks = (Int128)left.Ticks + right.Ticks;
        return ticks >= TimeSpan.MaxValue.Ticks ? TimeSpan.MaxValue : ticks <= 0 ? TimeSpan.Zero : new TimeSpan((long)ticks);
    }

    public static TimeSpan Since(DateTimeOffset? time, DateTimeOffset now) =>
        time is { } start && start < now ? now - start : TimeSpan.Zero;

    /// <summary>A span in the unit that an operator would say: <c>12 s</c>, <c>3 min</c>, <c>5 h</c>, <c>9 d</c>.</summary>
    public static string Say(TimeSpan span) => span switch
    {
        { TotalSeconds: < 120 } => Write(span.TotalSeconds, "s"),
        { TotalMinutes: < 120 } => Write(span.TotalMinutes, "min"),
        { TotalHours: < 48 } => Write(span.TotalHours, "h"),
        _ => Write(span.TotalDays, "d"),
    };

    /// <summary>A moment as operators read it, in UTC to the second.</summary>
    public static string Say(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Write(double value, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(Math.Max(0, value)):0} {unit}");
}
