namespace Deploy.Console.CommandLine;

/// <summary>The command line cannot be understood; nothing was done. Ends with exit code 2.</summary>
internal sealed class UsageException(string message, string? command = null) : Exception(message)
{
    /// <summary>The command whose help would say more; null when there is none.</summary>
    public string? Command { get; } = command;
}
