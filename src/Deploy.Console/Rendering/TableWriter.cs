namespace Deploy.Console.Rendering;

/// <summary>
/// Writes results as tables, one for each run of objects of a type; text goes through as it is. Rows are kept until
/// all are there, so columns are as wide as they need; after a flush, a column only grows.
/// </summary>
internal sealed class TableWriter(TextWriter output, OutputFormat format, int? screen = null) : IResultWriter
{
    private const string Gap = "   ";
    private readonly List<string[]> rows = [];
    private Type? current;
    private View? view;
    private int[] widths = [];
    private bool hasHeading;
    private bool hasOutput;
    private bool isList;

    public void Write(object value)
    {
        if (value is string text)
        {
            Flush();
            current = null;
            output.WriteLine(text);
            hasOutput = true;
            return;
        }
        if (value.GetType() != current)
            Begin(value.GetType());
        if (isList)
        {
            if (hasOutput)
                output.WriteLine();
            ListBlock.Write(output, view!, value);
            hasOutput = true;
            return;
        }
        var row = new string[view!.Columns.Count];
        for (var i = 0; i < row.Length; i++)
            row[i] = OneLine(view.Columns[i].Value(value));
        rows.Add(row);
    }

    public void Flush()
    {
        foreach (var row in rows)
            Widen(row);
        if (rows.Count > 0 && !hasHeading)
            WriteHeading();
        foreach (var row in rows)
            WriteRow(row);
        hasOutput |= rows.Count > 0;
        rows.Clear();
        output.Flush();
    }

    public void Complete() => Flush();

    public void Dispose() => output.Flush();

    private void Begin(Type type)
    {
        Flush();
        current = type;
        var table = FormatFile.Find(type, format) ?? FormatFile.Find(type, OutputFormat.Table);
        // What is too large for a row has a list view only.
        view = table ?? FormatFile.Find(type, OutputFormat.List) ?? PropertyView.Of(type);
        isList = table is null && FormatFile.Find(type, OutputFormat.List) is not null;
        if (hasOutput && !isList)
            output.WriteLine();
        widths = new int[view.Columns.Count];
        for (var i = 0; i < widths.Length; i++)
            widths[i] = view.Columns[i].Label.Length;
        hasHeading = false;
    }

    private void Widen(string[] row)
    {
        for (var i = 0; i < row.Length; i++)
            widths[i] = Math.Max(widths[i], Ansi.Length(row[i]));
    }

    private void WriteHeading()
    {
        var heading = new string[widths.Length];
        for (var i = 0; i < heading.Length; i++)
            heading[i] = view!.Columns[i].Label;
        WriteRow(heading);
        hasHeading = true;
    }

    private void WriteRow(string[] cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            if (i == cells.Length - 1)
                cells[i] = Cut(cells[i]);
            var padding = widths[i] - Ansi.Length(cells[i]);
            if (view!.Columns[i].IsRight)
                Pad(padding);
            output.Write(cells[i]);
            if (i == cells.Length - 1)
                break;
            if (!view.Columns[i].IsRight)
                Pad(padding);
            output.Write(Gap);
        }
        output.WriteLine();
    }

    // On a screen the last column ends with it: a message that goes on is read in full with -Output wide or list.
    private string Cut(string last)
    {
        if (screen is not { } width || format == OutputFormat.Wide || last.Contains('\e', StringComparison.Ordinal))
            return last;
        var before = 0;
        for (var i = 0; i < widths.Length - 1; i++)
            before += widths[i] + Gap.Length;
        var room = Math.Max(width - before, 20);
        return last.Length <= room ? last : last[..(room - 1)] + "…";
    }

    private void Pad(int count)
    {
        for (; count > 0; count--)
            output.Write(' ');
    }

    private static string OneLine(string text) => text.AsSpan().ContainsAny('\n', '\r') ? text.ReplaceLineEndings(" ") : text;
}
