using System.Globalization;

namespace Deploy.Storage.Archives;

/// <summary>Names in the archive container: everything begins with its day, so that retention deletes whole days.</summary>
internal static class ArchiveNames
{
    public const string Replicas = "replicas/";
    public const string Index = "index/";
    private const string Format = "yyyy-MM-dd";

    public static string Replica(DateOnly day, string ns, string module, string name, string uid) =>
        $"{Replicas}{Text(day)}/{Part(ns)}/{Part(module)}/{Part(name)}.{Part(uid)}.json";

    /// <summary>An index is append-only and takes 50,000 appends; a fuller day goes on in the next part.</summary>
    public static string DayIndex(DateOnly day, int part) => $"{Index}{Text(day)}.{part.ToString(CultureInfo.InvariantCulture)}.jsonl";

    public static string DayPrefix(DateOnly day) => $"{Replicas}{Text(day)}/";

    /// <summary>Reads the day of any name in the archive; null for a name that is not ours.</summary>
    public static DateOnly? DayOf(string name)
    {
        var start = name.StartsWith(Replicas, StringComparison.Ordinal) ? Replicas.Length
            : name.StartsWith(Index, StringComparison.Ordinal) ? Index.Length : -1;
        return start >= 0 && name.Length >= start + Format.Length
            && DateOnly.TryParseExact(name.AsSpan(start, Format.Length), Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;
    }

    private static string Text(DateOnly day) => day.ToString(Format, CultureInfo.InvariantCulture);

    private static string Part(string part) => part.Length == 0 ? "_" : Uri.EscapeDataString(part);
}
