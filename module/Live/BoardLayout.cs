using System.Globalization;
using Deploy.Operations.Releases;
using Deploy.Operations.Replicas;

namespace Deploy.Module.Live;

/// <summary>
/// Lays a board out on a screen: head, releases, causes, all replicas as signs where there are too many for rows, then rows, the worst first.
/// What matters less goes first when the screen is low. Pure.
/// </summary>
internal static class BoardLayout
{
    private const int LeastRows = 4;
    private const int TallScreen = 36;

    /// <summary>The lines of one frame: none is wider than the screen, and there are at most as many as it is high.</summary>
    public static IReadOnlyList<string> Draw(BoardState state, ScreenSize size, BoardStyle style)
    {
        var sorted = Severity.Sort(state.Replicas);
        var head = Head(state, sorted, size, style);
        var lines = new List<string>(head);
        var room = size.Height - head.Count - 1;
        if (sorted.Count > 0 && room >= 2)
            lines.AddRange(Rows(sorted, size.Width, room, style));
        lines.Add(new TextLine(size.Width, style).Add("q or Ctrl+C ends", Tint.Faint).Add(state.Notice is null ? "" : "  " + state.Notice, Tint.Pending).ToString());
        return lines.Count <= size.Height ? lines : [.. lines.Take(size.Height)];
    }

    /// <summary>The frame that stays behind: the same without the hint at its end.</summary>
    public static IReadOnlyList<string> Last(BoardState state, ScreenSize size, BoardStyle style) =>
        [.. Draw(state, size, style).SkipLast(1)];

    private static List<string> Head(BoardState state, IReadOnlyList<ReplicaStatus> sorted, ScreenSize size, BoardStyle style)
    {
        var (width, height) = size;
        var title = HeadingLines.Title(state, width, style);
        var counts = HeadingLines.Counts(state, width, style);
        var releases = state.Releases.Take(Math.Max(1, height / 8)).ToList();
        var progress = ReleaseLines.Progress(releases, state, width, style);
        // From all that could be said to the least that must be.
        for (var thrift = 0; ; thrift++)
        {
            List<string> head = [title, .. counts, .. thrift < 4 ? Releases(releases, progress, width, thrift < 3, style) : progress];
            if (thrift < 3)
                Section(head, CauseLines.Of(sorted, width, thrift < 2 ? 3 : 1, thrift == 0 && height >= TallScreen, style), thrift < 2);
            if (thrift < 2 && sorted.Count > height - head.Count - 4)
                Section(head, CellLines.Of(sorted, width, Math.Max(1, height / 6), style), true);
            if (thrift < 2)
                head.Add("");
            if (height - head.Count - 3 >= LeastRows || thrift == 4)
                return head;
        }
    }

    private static IEnumerable<string> Releases(List<ReleaseStanding> releases, List<string> progress, int width, bool isAiry, BoardStyle style)
    {
        if (isAiry && releases.Count > 0)
            yield return "";
        foreach (var (index, release) in releases.Index())
        {
            yield return progress[index];
            if (ReleaseLines.Message(release, width, style) is { } message)
                yield return message;
        }
    }

    private static void Section(List<string> head, IReadOnlyList<string> lines, bool isAiry)
    {
        if (lines.Count > 0 && isAiry)
            head.Add("");
        head.AddRange(lines);
    }

    private static IEnumerable<string> Rows(IReadOnlyList<ReplicaStatus> sorted, int width, int room, BoardStyle style)
    {
        var shown = sorted.Count <= room - 1 ? sorted.Count : room - 2;
        var table = new RowTable([.. sorted.Take(shown)], width, style);
        yield return table.Heading();
        foreach (var line in table.Lines())
            yield return line;
        if (shown < sorted.Count)
            yield return new TextLine(width, style).Add($"{style.Ellipsis} and {Rest(sorted.Skip(shown))}", Tint.Faint).ToString();
    }

    private static string Rest(IEnumerable<ReplicaStatus> hidden) => string.Join(", ", hidden.GroupBy(replica => replica.State)
        .Select(state => string.Create(CultureInfo.InvariantCulture, $"{state.Count()} more {state.Key}")));
}

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

/// <summary>All replicas as one sign each, by module, where there are more than rows for them. Pure.</summary>
internal static class CellLines
{
    private const int WidestName = 20;

    public static IReadOnlyList<string> Of(IReadOnlyList<ReplicaStatus> worstFirst, int width, int atMost, BoardStyle style)
    {
        var modules = worstFirst.GroupBy(replica => replica.Module, StringComparer.Ordinal).OrderBy(module => module.Key, StringComparer.Ordinal).ToList();
        if (modules.Count > atMost || modules.Count == 0)
            return Strip("", 0, worstFirst, width, atMost, style);
        var margin = modules.Count == 1 ? 0 : Math.Min(WidestName, modules.Max(module => module.Key.Length)) + 2;
        var spare = atMost - modules.Count;
        var lines = new List<string>();
        foreach (var module in modules)
        {
            var name = margin == 0 ? "" : TextLine.Cut(module.Key, WidestName, style);
            var more = Math.Min(spare, (module.Count() - 1) / Math.Max(1, width - margin));
            spare -= more;
            lines.AddRange(Strip(name, margin, [.. module], width, 1 + more, style));
        }
        return lines;
    }

    private static List<string> Strip(string name, int margin, IReadOnlyList<ReplicaStatus> replicas, int width, int atMost, BoardStyle style)
    {
        var perLine = Math.Max(1, width - margin);
        var room = (perLine * atMost) - (replicas.Count > perLine * atMost ? 8 : 0);
        var lines = new List<string>();
        foreach (var chunk in replicas.Take(Math.Max(1, room)).Chunk(perLine))
        {
            var line = new TextLine(width, style).Add(lines.Count == 0 ? name : "").PadTo(margin);
            foreach (var run in Runs(chunk))
                line.Add(new string(style.Sign(run.State), run.Count), run.State);
            if (lines.Count == atMost - 1 && replicas.Count > room)
                line.Add(string.Create(CultureInfo.InvariantCulture, $" +{replicas.Count - room}"), Tint.Faint);
            lines.Add(line.ToString());
        }
        return lines;
    }

    // Neighbours of one state share their colour sequence.
    private static IEnumerable<(ReplicaState State, int Count)> Runs(ReplicaStatus[] replicas)
    {
        var start = 0;
        for (var i = 1; i <= replicas.Length; i++)
        {
            if (i < replicas.Length && replicas[i].State == replicas[start].State)
                continue;
            yield return (replicas[start].State, i - start);
            start = i;
        }
    }
}

/// <summary>How a release gets on: one line with a bar, and one more where there is something to say. Pure.</summary>
internal static class ReleaseLines
{
    /// <summary>One line per release, their bars below each other.</summary>
    public static List<string> Progress(List<ReleaseStanding> releases, BoardState state, int width, BoardStyle style)
    {
        var margin = releases.Count == 0 ? 0 : releases.Max(release => Name(release, style).Length + Batches(release).Length);
        return releases.ConvertAll(release => Progress(release, state, Math.Min(margin, width / 2), width, style));
    }

    private static string Progress(ReleaseStanding release, BoardState state, int margin, int width, BoardStyle style)
    {
        var (answering, desired) = Count(release, state);
        var numbers = string.Create(CultureInfo.InvariantCulture, $"  {answering} of {desired} Responsive  ");
        var outcome = Word(release.Phase) + Since(release, state);
        var line = new TextLine(width, style).Add(Name(release, style), Tint.Bold).Add(Batches(release)).PadTo(margin);
        // The numbers are what counts: the bar takes what they leave.
        var bar = Math.Min(40, line.Room - numbers.Length - outcome.Length - 2);
        if (bar >= 6)
            Bar(line.Add("  "), bar, answering, desired, style);
        return line.Add(numbers).Add(outcome, ColourOf(release.Phase)).ToString();
    }

    /// <summary>Why it stands or fails; null for nothing to say.</summary>
    public static string? Message(ReleaseStanding release, int width, BoardStyle style) =>
        release.Message is { Length: > 0 } message ? new TextLine(width, style).Add("  " + message, Tint.Faint).ToString() : null;

    private static (int Answering, int Desired) Count(ReleaseStanding release, BoardState state) =>
        (state.Replicas.Count(replica => replica.State == ReplicaState.Responsive && release.Brings(replica)), release.Desired);

    private static string Name(ReleaseStanding release, BoardStyle style) =>
        release.FromVersion is { Length: > 0 } from && from != release.Version
            ? $"{release.Module} {from} {style.Arrow} {release.Version}"
            : $"{release.Module} {release.Version}".TrimEnd();

    private static string Batches(ReleaseStanding release) =>
        release.Batches > 0 ? string.Create(CultureInfo.InvariantCulture, $"  batch {Math.Min(release.Batch, release.Batches)} of {release.Batches}") : "";

    private static string Since(ReleaseStanding release, BoardState state) =>
        release is { IsOpen: true, StartedAt: { } start } && state.Now >= start ? " " + Results.ResultText.Age(state.Now - start) : "";

    private static void Bar(TextLine line, int length, int done, int all, BoardStyle style)
    {
        var full = all <= 0 ? length : Math.Clamp(length * done / all, 0, length);
        line.Add(new string(style.Bar.Done, full), Tint.Good).Add(new string(style.Bar.Left, length - full), Tint.Faint);
    }

    private static string Word(ReleasePhase phase) => phase switch
    {
        ReleasePhase.Running => "running",
        ReleasePhase.Paused => "paused",
        ReleasePhase.Failed => "failed",
        ReleasePhase.Closed => "closed",
        ReleasePhase.RollingBack => "rolling back",
        ReleasePhase.RolledBack => "rolled back",
        _ => "done",
    };

    private static string ColourOf(ReleasePhase phase) => phase switch
    {
        ReleasePhase.Succeeded => Tint.Good,
        ReleasePhase.Failed => Tint.Bad,
        ReleasePhase.Closed => Tint.Faint,
        _ => Tint.Pending,
    };
}

/// <summary>What is wrong, each cause once with how many replicas it concerns and what to do, the worst first. Pure.</summary>
internal static class CauseLines
{
    public static IReadOnlyList<string> Of(IReadOnlyList<ReplicaStatus> worstFirst, int width, int atMost, bool withSuggestion, BoardStyle style)
    {
        var lines = new List<string>();
        var causes = worstFirst.Where(replica => replica is { Cause: not null, State: not ReplicaState.Deleted }).GroupBy(replica => replica.Cause!.Code, StringComparer.Ordinal);
        foreach (var cause in causes.Take(atMost))
        {
            var (first, count) = (cause.First(), cause.Count());
            var times = count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({count})");
            lines.Add(new TextLine(width, style).Add($"{style.Sign(first.State)} {cause.Key}{times}", first.State).Add(": " + first.Cause!.Message).ToString());
            if (withSuggestion && first.Cause.Suggestion.Length > 0)
                lines.Add(new TextLine(width, style).Add($"  {style.Arrow} {first.Cause.Suggestion}", Tint.Faint).ToString());
        }
        return lines;
    }
}
