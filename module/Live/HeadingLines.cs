using System.Globalization;
using Deploy.Operations.Replicas;

namespace Deploy.Module.Live;

/// <summary>The head of a board: what is watched, the time, and how many replicas are in which state. Pure.</summary>
internal static class HeadingLines
{
    public static string Title(BoardState state, int width, BoardStyle style)
    {
        var count = state.Replicas.Count(replica => replica.State != ReplicaState.Deleted);
        var right = Right(state, count);
        var line = new TextLine(width, style).Add(TextLine.Cut(state.Title, Math.Max(8, width - right.Length - 2), style), Tint.Bold);
        return line.PadTo(width - right.Length).Add(right, state.SilentSince is null ? Tint.Faint : Tint.Bad).ToString();
    }

    /// <summary>The counts, in as many lines as they need.</summary>
    public static IReadOnlyList<string> Counts(BoardState state, int width, BoardStyle style)
    {
        var counts = state.Replicas.CountBy(replica => replica.State).ToDictionary();
        if (counts.Count == 0)
            return [new TextLine(width, style).Add(state.IsComplete ? "no replicas" : "reading the replicas", Tint.Faint).ToString()];
        var lines = new List<TextLine> { new(width, style) };
        foreach (var one in Severity.AsCounted.Where(counts.ContainsKey))
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{style.Sign(one)} {counts[one]} {one}");
            if (lines[^1].Length > 0 && lines[^1].Room < text.Length + 2)
                lines.Add(new TextLine(width, style));
            lines[^1].Add(lines[^1].Length == 0 ? "" : "  ").Add(text, one);
        }
        return [.. lines.Select(line => line.ToString())];
    }

    private static string Right(BoardState state, int count)
    {
        var clock = state.Now.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        if (!state.IsComplete && count == 0)
            return clock;
        return state.SilentSince is { } since
            ? $"no answer from the server for {Results.ResultText.Age(state.Now - since)}  {clock}"
            : string.Create(CultureInfo.InvariantCulture, $"{count} replica{(count == 1 ? "" : "s")}  {clock}");
    }
}
