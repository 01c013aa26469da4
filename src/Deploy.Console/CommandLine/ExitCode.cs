namespace Deploy.Console.CommandLine;

/// <summary>How the process ends.</summary>
internal static class ExitCode
{
    /// <summary>Everything was done.</summary>
    public const int Success = 0;

    /// <summary>Something failed; stderr says what, with its code.</summary>
    public const int Failure = 1;

    /// <summary>The command line is wrong; nothing was tried.</summary>
    public const int Usage = 2;

    /// <summary>The user pressed Ctrl+C.</summary>
    public const int Interrupted = 130;
}
