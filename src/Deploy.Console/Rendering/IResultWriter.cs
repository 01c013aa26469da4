namespace Deploy.Console.Rendering;

/// <summary>Writes results to standard output in one format.</summary>
internal interface IResultWriter : IDisposable
{
    /// <summary>Takes one result.</summary>
    void Write(object value);

    /// <summary>Shows what was taken so far; called when more may be long in coming.</summary>
    void Flush();

    /// <summary>Shows everything and ends the output.</summary>
    void Complete();
}
