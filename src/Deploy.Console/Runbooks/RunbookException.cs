namespace Deploy.Console.Runbooks;

/// <summary>A runbook has something that only PowerShell can run, or that nobody can.</summary>
internal sealed class RunbookException(int line, string message) : Exception(message)
{
    /// <summary>Number of the line, from 1.</summary>
    public int Line { get; } = line;
}
