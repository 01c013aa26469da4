using System.Xml;

namespace Deploy.Console.Rendering;

/// <summary>
/// Reads views out of the same format file that PowerShell uses. It is read as a stream up to the one view wanted;
/// a column is a property or a script block of the one shape that <see cref="CellSource.Script"/> knows.
/// </summary>
internal static class FormatFile
{
    private const string Resource = "Deploy.Format.ps1xml";
    private static readonly Dictionary<string, View?> s_views = new(StringComparer.Ordinal);

    /// <summary>The view of that kind for a type; null when the file has none. It is read once, by whoever asks first.</summary>
    public static View? Find(Type type, OutputFormat format)
    {
        var key = $"{format} {type.FullName}";
        lock (s_views)
        {
            if (!s_views.TryGetValue(key, out var view))
                s_views[key] = view = Read(type, format);
            return view;
        }
    }

    private static View? Read(Type type, OutputFormat format)
    {
        using var stream = typeof(FormatFile).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is missing from the program.");
        using var reader = XmlReader.Create(stream, new XmlReaderSettings { IgnoreComments = true, IgnoreWhitespace = true });
        while (reader.ReadToFollowing("View"))
        {
            using var view = reader.ReadSubtree();
            if (ReadView(view, type, format) is { } columns)
                return new View(columns);
        }
        return null;
    }

    private static List<Column>? ReadView(XmlReader reader, Type type, OutputFormat format)
    {
        var isWide = false;
        var fits = false;
        reader.Read();
        while (!reader.EOF)
        {
            switch (reader.NodeType == XmlNodeType.Element ? reader.Name : "")
            {
                case "Name":
                    isWide = reader.ReadElementContentAsString() == "wide";
                    break;
                case "TypeName":
                    fits |= reader.ReadElementContentAsString() == type.FullName;
                    break;
                case "TableControl":
                    return fits && format == (isWide ? OutputFormat.Wide : OutputFormat.Table) ? ReadTable(reader, type) : null;
                case "ListControl":
                    return fits && format == OutputFormat.List ? ReadItems(reader, "ListItem", type, []) : null;
                default:
                    reader.Read();
                    break;
            }
        }
        return null;
    }

    private static List<Column> ReadTable(XmlReader reader, Type type)
    {
        var headers = new List<ColumnHeader>();
        while (reader.Read() && reader is not { NodeType: XmlNodeType.Element, Name: "TableRowEntries" })
        {
            if (reader is { NodeType: XmlNodeType.Element, Name: "TableColumnHeader" })
                headers.Add(ReadHeader(reader));
        }
        return ReadItems(reader, "TableColumnItem", type, headers);
    }

    private static ColumnHeader ReadHeader(XmlReader reader)
    {
        var header = new ColumnHeader(null, false);
        if (reader.IsEmptyElement)
            return header;
        using var part = reader.ReadSubtree();
        part.Read();
        part.Read();
        while (!part.EOF)
        {
            if (part is { NodeType: XmlNodeType.Element, Name: "Label" })
                header = header with { Label = part.ReadElementContentAsString() };
            else if (part is { NodeType: XmlNodeType.Element, Name: "Alignment" })
                header = header with { IsRight = part.ReadElementContentAsString() == "Right" };
            else
                part.Read();
        }
        return header;
    }

    private static List<Column> ReadItems(XmlReader reader, string element, Type type, List<ColumnHeader> headers)
    {
        var columns = new List<Column>();
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element || reader.Name != element)
                continue;
            var header = columns.Count < headers.Count ? headers[columns.Count] : new ColumnHeader(null, false);
            using var item = reader.ReadSubtree();
            columns.Add(ReadItem(item, type, header));
        }
        return columns;
    }

    private static Column ReadItem(XmlReader item, Type type, ColumnHeader header)
    {
        var label = header.Label;
        CellSource? source = null;
        item.Read();
        item.Read();
        while (!item.EOF)
        {
            switch (item.NodeType == XmlNodeType.Element ? item.Name : "")
            {
                case "Label":
                    label = item.ReadElementContentAsString();
                    break;
                case "PropertyName":
                    source = CellSource.Property(type, item.ReadElementContentAsString());
                    break;
                case "ScriptBlock":
                    source = CellSource.Script(type, item.ReadElementContentAsString());
                    break;
                default:
                    item.Read();
                    break;
            }
        }
        return new Column(label ?? source!.Name, source!.Text, header.IsRight);
    }

    private sealed record ColumnHeader(string? Label, bool IsRight);
}
