namespace Deploy.Console.Rendering;

/// <summary>How results are written.</summary>
internal enum OutputFormat
{
    /// <summary>One row each, the usual columns.</summary>
    Table,

    /// <summary>One line per property.</summary>
    List,

    /// <summary>An array of objects, always.</summary>
    Json,

    /// <summary>One row each, more columns.</summary>
    Wide,
}
