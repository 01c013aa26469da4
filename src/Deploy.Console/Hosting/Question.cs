using Deploy.Console.CommandLine;

namespace Deploy.Console.Hosting;

/// <summary>Asks before a change is made.</summary>
internal static class Question
{
    /// <summary>Whether the user agrees; asked until the answer is yes or no.</summary>
    /// <exception cref="UsageException">Nobody can be asked.</exception>
    public static bool Ask(Terminal terminal, string question, string command, string answeringOption)
    {
        if (!terminal.CanAsk)
            throw new UsageException($"{command} asks before it goes on, and there is nobody to ask. Say {answeringOption} to go on.", command);
        terminal.Error.WriteLine(question);
        while (true)
        {
            switch (terminal.Ask("[Y] Yes  [N] No (default is N): ")?.Trim().ToUpperInvariant())
            {
                case "Y" or "YES":
                    return true;
                case "" or "N" or "NO" or null:
                    return false;
                default:
                    break;
            }
        }
    }
}
