using System.Globalization;
using Deploy.Operations.Replicas;

namespace Deploy.Module.Live;

/// <summary>The rows of a board: as many columns as the screen is wide enough for, as many replicas as it is high enough for. Pure.</summary>
internal sealed class RowTable
{
    private const int Gap = 2;
    private const int WidestName = 44;

    // A cause that is cut shorter than this says nothing.
    private const int LeastCause = 24;

    private readonly IReadOnlyList<ReplicaStatus> rows;
    private readonly BoardStyle style;
    private readonly int width;
    private readonly List<RowColumn> columns;
    private readonly Dictionary<RowColumn, int> widths;
    private readonly int room;

    /// <param name="rows">Those that are shown.</param>
    /// <param name="width">Of the screen.</param>
    /// <param name="style">How it is written.</param>
    public RowTable(IReadOnlyList<ReplicaStatus> rows, int width, BoardStyle style)
    {
        (this.rows, this.width, this.style) = (rows, width, style);
        columns = [.. Wanted(rows)];
        widths = columns.ToDictionary(column => column, WidthOf);
        while (Used > width && columns.Count > 2)
            columns.Remove(columns.MinBy(column => column.Worth)!);
        room = width - Used - Gap;
    }

    /// <summary>The heading.</summary>
    public string Heading() => Row(column => column.Label, room >= LeastCause && HasCauses ? "CAUSE" : "", (line, text, _) => line.Add(text, Tint.Bold));

    /// <summary>One line per replica.</summary>
    public IEnumerable<string> Lines() => rows.Select(replica => Row(
        column => column.Text(replica),
        room >= LeastCause ? replica.Cause?.ToString() ?? "" : "",
        (line, text, column) => Add(line, text, column, replica)));

    private bool HasCauses => rows.Any(replica => replica.Cause is not null);

    private int Used => columns.Sum(column => widths[column] + Gap) - Gap;

    private static IEnumerable<RowColumn> Wanted(IReadOnlyList<ReplicaStatus> rows)
    {
        yield return new RowColumn("NAME", 100, replica => replica.Name, WidestName);
        if (rows.Select(replica => replica.Namespace).Distinct(StringComparer.Ordinal).Skip(1).Any())
            yield return new RowColumn("NAMESPACE", 30, replica => replica.Namespace, 20);
        if (rows.Select(replica => replica.Module).Distinct(StringComparer.Ordinal).Skip(1).Any())
            yield return new RowColumn("MODULE", 20, replica => replica.Module, 20);
        yield return new RowColumn("VERSION", 60, replica => replica.Version, 16);
        yield return new RowColumn("READY", 40, replica => replica.Ready);
        yield return new RowColumn("STATE", 90, replica => replica.State.ToString());
        yield return new RowColumn("RESTARTS", 50, replica => replica.Restarts.ToString(CultureInfo.InvariantCulture), IsRight: true);
        yield return new RowColumn("AGE", 70, replica => Results.ResultText.Age(replica.Age));
        if (rows.Any(replica => replica.Base is not null))
            yield return new RowColumn("BASE", 45, replica => replica.Base ?? "", 32);
    }

    private int WidthOf(RowColumn column) => Math.Min(column.Most, rows.Select(row => column.Text(row).Length).Append(column.Label.Length).Max());

    private string Row(Func<RowColumn, string> text, string last, Action<TextLine, string, RowColumn> add)
    {
        var line = new TextLine(width, style);
        var column = 0;
        foreach (var each in columns)
        {
            line.PadTo(column);
            var shown = TextLine.CutMiddle(text(each), widths[each], style);
            if (each.IsRight)
                line.PadTo(column + widths[each] - shown.Length);
            add(line, shown, each);
            column += widths[each] + Gap;
        }
        return last.Length == 0 ? line.ToString() : line.PadTo(column).Add(last).ToString();
    }

    private static void Add(TextLine line, string text, RowColumn column, ReplicaStatus replica)
    {
        var isOver = replica.State is ReplicaState.Deleted or ReplicaState.Decommissioned;
        if (column.Label == "STATE")
            line.Add(text, replica.State);
        else
            line.Add(text, isOver ? Tint.Faint : null);
    }
}

/// <summary>One column of a board's rows.</summary>
/// <param name="Label">Its heading.</param>
/// <param name="Worth">The higher, the longer it stays when the screen gets narrow.</param>
/// <param name="Text">What it shows of a replica.</param>
/// <param name="Most">Its greatest width.</param>
/// <param name="IsRight">Whether it is set to the right, as numbers are.</param>
internal sealed record RowColumn(string Label, int Worth, Func<ReplicaStatus, string> Text, int Most = int.MaxValue, bool IsRight = false);
