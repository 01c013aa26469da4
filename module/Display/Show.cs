using System.Collections;
using System.Globalization;
using Deploy.Operations.Packages;
using Deploy.Operations.Replicas;

namespace Deploy.Module.Display;

/// <summary>How values read in tables and lists. The format file calls these, so PowerShell and the console show the same.</summary>
public static class Show
{
    /// <summary>What stands where there is nothing.</summary>
    public const string Nothing = "<none>";

    /// <summary>A value as text: lists by comma, times in ISO 8601, nothing as an empty text.</summary>
    public static string Text(object? value) => Raw(value) switch
    {
        null => "",
        string text => text,
        bool truth => truth ? "True" : "False",
        DateTimeOffset time => Time(time),
        TimeSpan duration => Age(duration),
        IDictionary table => string.Join(",", table.Keys.Cast<object>().Select(key => $"{key}={Text(table[key])}")),
        IEnumerable items => string.Join(",", items.Cast<object?>().Select(Text)),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        { } other => other.ToString() ?? "",
    };

    /// <summary>A value as text, or the mark for nothing.</summary>
    public static string OrNone(object? value) => Text(value) is { Length: > 0 } text ? text : Nothing;

    /// <summary>A duration as kubectl writes ages: the largest unit, and the next one while it still matters.</summary>
    public static string Age(object? value) => Raw(value) is not TimeSpan age ? Text(value) : age switch
    {
        { TotalSeconds: < 0 } => "0s",
        { TotalMinutes: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalSeconds}s"),
        { TotalMinutes: < 10 } => Pair((int)age.TotalMinutes, "m", age.Seconds, "s"),
        { TotalHours: < 3 } => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalMinutes}m"),
        { TotalHours: < 8 } => Pair((int)age.TotalHours, "h", age.Minutes, "m"),
        { TotalDays: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalHours}h"),
        { TotalDays: < 8 } => Pair((int)age.TotalDays, "d", age.Hours, "h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalDays}d"),
    };

    /// <summary>A moment, in UTC to the second.</summary>
    public static string Time(object? value) => Raw(value) is DateTimeOffset time
        ? time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        : Text(value);

    /// <summary>A list as one line each.</summary>
    public static string Lines(object? value) => Raw(value) is IEnumerable items and not string
        ? string.Join("\n", items.Cast<object?>().Select(Text))
        : Text(value);

    /// <summary>The first characters of a digest, enough to tell two apart.</summary>
    public static string Digest(object? value) => Text(value) is { Length: > 12 } digest ? digest[..12] : Text(value);

    /// <summary>What is wrong with a package, with codes; the mark for nothing when it is sound.</summary>
    public static string Problems(object? value) => Raw(value) is IEnumerable<PackageProblem> problems && problems.Any()
        ? string.Join("; ", problems.Select(problem => $"{problem.Code.Code}: {problem.Message}"))
        : Nothing;

    /// <summary>What to do about a cause; empty for none.</summary>
    public static string Suggestion(object? value) => Raw(value) is Cause cause ? cause.Suggestion : "";

    /// <summary>A star for what is so.</summary>
    public static string Mark(object? value) => Raw(value) is true ? "*" : "";

    // A value that went through PowerShell may be wrapped.
    private static object? Raw(object? value) => Unwrapping.Raw(value);

    private static string Pair(int large, string largeUnit, int small, string smallUnit) => small == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{large}{largeUnit}")
        : string.Create(CultureInfo.InvariantCulture, $"{large}{largeUnit}{small}{smallUnit}");
}
