using System.Globalization;

namespace Deploy.Operations.Reports.Html;

/// <summary>The time that a timeline shows, from its left to its right. Pure.</summary>
internal sealed class TimeAxis
{
    // Parts of the width; enough for a wide screen, and whole numbers keep a page of a thousand bars small.
    public const int Width = 1000;

    private const int MostTicks = 6;

    private static readonly TimeSpan[] Steps =
    [
        .. new[] { 1, 2, 5, 10, 15, 30 }.Select(seconds => TimeSpan.FromSeconds(seconds)), .. new[] { 1, 2, 5, 10, 15, 30 }.Select(minutes => TimeSpan.FromMinutes(minutes)),
        .. new[] { 1, 2, 3, 6, 12 }.Select(hours => TimeSpan.FromHours(hours)), .. new[] { 1, 2, 7, 14, 30, 90 }.Select(days => TimeSpan.FromDays(days)),
    ];

    private readonly DateTimeOffset from;
    private readonly TimeSpan length;

    private TimeAxis(DateTimeOffset from, TimeSpan length) => (this.from, this.length) = (from, length);

    /// <summary>The axis of a report: its span, or the part of it in which something happened.</summary>
    public static TimeAxis Of(ModuleReport report)
    {
        var first = report.Modules.SelectMany(module => module.Lives.Select(life => life.Begin)).DefaultIfEmpty(report.From).Min();
        var begin = first > report.From ? first : report.From;
        var span = report.To - begin;
        return span < TimeSpan.FromSeconds(10) ? new(report.To - TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10)) : new(begin, span);
    }

    /// <summary>Where a moment stands, 0 to <see cref="Width"/>; what lies outside stands at the edge.</summary>
    public int At(DateTimeOffset time) => (int)Math.Round(Math.Clamp((time - from) / length, 0, 1) * Width);

    public bool Shows(DateTimeOffset time) => time >= from && time <= from + length;

    /// <summary>Round moments to label, with their places in percent.</summary>
    public IEnumerable<(double Percent, string Label)> Ticks()
    {
        var step = Steps.FirstOrDefault(each => length / each <= MostTicks, Steps[^1]);
        var format = step >= TimeSpan.FromDays(1) ? "d MMM" : step >= TimeSpan.FromMinutes(1) ? "HH:mm" : "HH:mm:ss";
        for (var ticks = (from.UtcTicks + step.Ticks - 1) / step.Ticks * step.Ticks; ticks <= (from + length).UtcTicks; ticks += step.Ticks)
        {
            var time = new DateTime(ticks, DateTimeKind.Utc);
            var place = (time - from.UtcDateTime) / length;
            // Its label would reach over the edge.
            if (place > 0.93)
                yield break;
            // A day's first label tells which day.
            var isMidnight = step < TimeSpan.FromDays(1) && time.TimeOfDay == TimeSpan.Zero;
            yield return (100 * place, time.ToString(isMidnight ? "d MMM" : format, CultureInfo.InvariantCulture));
        }
    }
}
