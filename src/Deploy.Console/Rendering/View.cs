namespace Deploy.Console.Rendering;

/// <summary>How objects of one type are shown.</summary>
internal sealed record View(IReadOnlyList<Column> Columns);
