using System.Collections;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Reflection;

namespace Deploy.Results;

/// <summary>How values read as text, the same in every view and every culture.</summary>
internal static class ResultText
{
    /// <summary>A duration as kubectl writes ages: the largest unit, and the next one while it still matters.</summary>
    public static string Age(TimeSpan age) => age switch
    {
        { TotalSeconds: < 0 } => "0s",
        { TotalMinutes: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalSeconds}s"),
        { TotalMinutes: < 10 } => Pair((int)age.TotalMinutes, "m", age.Seconds, "s"),
        { TotalHours: < 3 } => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalMinutes}m"),
        { TotalHours: < 8 } => Pair((int)age.TotalHours, "h", age.Minutes, "m"),
        { TotalDays: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalHours}h"),
        { TotalDays: < 8 } => Pair((int)age.TotalDays, "d", age.Hours, "h"),
        { TotalDays: < 2 * 365 } => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalDays}d"),
        { TotalDays: < 8 * 365 } => Pair((int)age.TotalDays / 365, "y", (int)age.TotalDays % 365, "d"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalDays / 365}y"),
    };

    /// <summary>Whole seconds of an age, for scripts that compare and sort; as the text, never less than 0.</summary>
    public static long Seconds(TimeSpan age) => Math.Max(0, (long)age.TotalSeconds);

    /// <summary>How long something took, which can be less than a second.</summary>
    public static string Took(TimeSpan duration) => duration < TimeSpan.FromSeconds(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)duration.TotalMilliseconds}ms")
        : Age(duration);

    /// <summary>The same as a number, to the millisecond.</summary>
    public static double TookSeconds(TimeSpan duration) => Math.Round(duration.TotalSeconds, 3);

    /// <summary>A moment: ISO 8601, in UTC, to the second.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The same where there may be none.</summary>
    public static string? Time(DateTimeOffset? time) => time is { } known ? Time(known) : null;

    /// <summary>A value that a user gave, as text.</summary>
    public static string Of(object? value) => value switch
    {
        null => "",
        string text => text,
        bool truth => truth ? "True" : "False",
        DateTimeOffset time => Time(time),
        TimeSpan duration => Age(duration),
        IDictionary table => string.Join(",", table.Keys.Cast<object>().Select(key => $"{key}={Of(table[key])}")),
        IEnumerable items => string.Join(",", items.Cast<object?>().Select(Of)),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Pair(int large, string largeUnit, int small, string smallUnit) => small == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{large}{largeUnit}")
        : string.Create(CultureInfo.InvariantCulture, $"{large}{largeUnit}{small}{smallUnit}");
}

/// <summary>A list that says what is in it where it becomes text: in CSV, in a string, in a job's output.</summary>
public sealed class ReadableList<T> : ReadOnlyCollection<T>
{
    internal ReadableList(IEnumerable<T> items) : base([.. items]) { }

    public override string ToString() => string.Join("; ", this);
}

/// <summary>Names with values that say what they are where they become text.</summary>
public sealed class ReadableTable : ReadOnlyDictionary<string, string>
{
    internal ReadableTable(IEnumerable<KeyValuePair<string, string>> entries) : base(new Dictionary<string, string>(entries, StringComparer.Ordinal)) { }

    public override string ToString() => string.Join("; ", this.Select(entry => $"{entry.Key}={entry.Value}"));
}

/// <summary>The colours of states, only where somebody sees them.</summary>
public static class StateColour
{
    private const string End = "\e[0m";

    // The reference assembly is older than $PSStyle.
    private static readonly object? Style = typeof(PSObject).Assembly.GetType("System.Management.Automation.PSStyle")?.GetProperty("Instance")?.GetValue(null);
    private static readonly PropertyInfo? Rendering = Style?.GetType().GetProperty("OutputRendering");

    /// <summary>The name of a state in its colour: green works, yellow is on its way, red needs somebody, grey is over. The format file calls this.</summary>
    public static string? Paint(string? state) => Of(state) is { } colour && IsWanted() ? colour + state + End : state;

    /// <summary>The sequence that begins a state's colour; null for a word that has none.</summary>
    internal static string? Of(string? state) => state switch
    {
        "Responsive" or "Ready" or "Current" or "Up" or "Running" or "ACTIVATED" or "Done" or "Completed" => "\e[32m",
        "Starting" or "Started" or "Progressing" or "Paused" or "Unknown" or "Begun" or "Postponed" or "Skipped" or "Interrupted" => "\e[33m",
        "Unresponsive" or "StartingError" or "Failed" or "Degraded" or "Down" or "BROKEN" or "CompletedWithFailures" => "\e[31m",
        "Decommissioned" or "Deleted" or "Superseded" or "Unpublished" or "Closed" or "RolledBack" or "Empty" or "Removing" => "\e[90m",
        not null when state.StartsWith("NotReady", StringComparison.Ordinal) => "\e[31m",
        _ => null,
    };

    // PowerShell takes colours out where $PSStyle or NO_COLOR ask for plain text, and where it writes a file, but not where the system redirects what it writes.
    private static bool IsWanted() => !Console.IsOutputRedirected || Rendering?.GetValue(Style)?.ToString() == "Ansi";
}
