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
