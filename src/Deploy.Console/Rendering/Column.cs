namespace Deploy.Console.Rendering;

/// <summary>One column of a table, or one line of a list.</summary>
/// <param name="Label">Its heading.</param>
/// <param name="Value">Works out its text for one object.</param>
/// <param name="IsRight">Whether the text stands at the right edge.</param>
internal sealed record Column(string Label, Func<object, string> Value, bool IsRight);
