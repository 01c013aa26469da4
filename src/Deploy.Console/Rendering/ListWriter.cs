namespace Deploy.Console.Rendering;

/// <summary>Writes each result as a block of <c>Label : value</c> lines.</summary>
internal sealed class ListWriter(TextWriter output) : IResultWriter
{
    private readonly Dictionary<Type, View> views = [];
    private bool hasOutput;

    public void Write(object value)
    {
        if (value is string text)
        {
            output.WriteLine(text);
            return;
        }
        var type = value.GetType();
        if (!views.TryGetValue(type, out var view))
            views[type] = view = FormatFile.Find(type, OutputFormat.List) ?? PropertyView.Of(type);
        if (hasOutput)
            output.WriteLine();
        hasOutput = true;
        ListBlock.Write(output, view, value);
    }

    public void Flush() => output.Flush();

    public void Complete() => output.Flush();

    public void Dispose() => output.Flush();
}
