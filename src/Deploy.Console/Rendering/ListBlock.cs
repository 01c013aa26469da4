namespace Deploy.Console.Rendering;

/// <summary>One result as a block of <c>Label : value</c> lines.</summary>
internal static class ListBlock
{
    public static void Write(TextWriter output, View view, object value)
    {
        var width = 0;
        foreach (var column in view.Columns)
            width = Math.Max(width, column.Label.Length);
        var indent = new string(' ', width + 3);
        foreach (var column in view.Columns)
        {
            var text = column.Value(value).TrimEnd();
            output.WriteLine($"{column.Label.PadRight(width)} : {text.ReplaceLineEndings(Environment.NewLine + indent)}");
        }
    }
}
