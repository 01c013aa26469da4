using System.Globalization;
using Deploy.Operations.Replicas;

namespace Deploy.Operations.Reports.Html;

/// <summary>Times and spans as a page tells them: in UTC, in words that people read.</summary>
internal static class Moment
{
    /// <summary>Day and time: <c>21 Nov 14:03:22</c>.</summary>
    public static Markup Time(DateTimeOffset time) =>
        Markup.Of($"<time datetime=\"{Iso(time)}\">{time.UtcDateTime.ToString("d MMM HH:mm:ss", CultureInfo.InvariantCulture)}</time>");

    public static Markup Time(DateTimeOffset? time) => time is { } known ? Time(known) : new Markup("–");

    /// <summary>Day, year and time, for the head of the page.</summary>
    public static string Full(DateTimeOffset time) => time.UtcDateTime.ToString("d MMM yyyy HH:mm", CultureInfo.InvariantCulture);

    public static string Span(TimeSpan? span) => span is { } known ? known < TimeSpan.FromSeconds(1) ? "< 1 s" : Moments.Say(known) : "–";

    private static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
