using Deploy.Module.Pump;

namespace Deploy.Console.Hosting;

/// <summary>Writes messages to stderr: errors with code and suggestion, warnings, verbose text, progress.</summary>
internal sealed class MessageWriter(Terminal terminal)
{
    private readonly Lock gate = new();
    private int progressLength;

    /// <summary>Writes a failure: its code and message, then what to do.</summary>
    public void Error(CommandError error, string? place = null)
    {
        var where = place is null ? "" : place + ": ";
        WriteLine($"{where}Error {error.Id}: {error.Message}", "\e[31m");
        if (error.Suggestion.Length > 0)
            WriteLine($"Suggestion: {error.Suggestion}", colour: null);
    }

    /// <summary>Writes that the command line is wrong.</summary>
    public void Usage(string message, string? hint)
    {
        WriteLine($"Usage: {message}", "\e[31m");
        if (hint is not null)
            WriteLine(hint, colour: null);
    }

    public void Warning(string message) => WriteLine($"WARNING: {message}", "\e[33m");

    public void Verbose(string message) => WriteLine($"VERBOSE: {message}", "\e[90m");

    public void Line(string message) => WriteLine(message, colour: null);

    /// <summary>Draws progress on one line that the next message replaces; nothing where stderr is not a screen.</summary>
    public void Progress(CommandProgress progress)
    {
        if (!terminal.IsErrorInteractive)
            return;
        lock (gate)
        {
            Clear();
            if (progress.IsCompleted)
                return;
            var percent = progress.Percent is { } known ? $" {known}%" : "";
            var text = $"{progress.Activity}: {progress.Status}{percent}".ReplaceLineEndings(" ");
            var width = Terminal.Width - 1;
            if (text.Length > width)
                text = text[..width];
            terminal.Error.Write(text);
            progressLength = text.Length;
        }
    }

    /// <summary>Takes progress off the screen, before results are written.</summary>
    public void ClearProgress()
    {
        lock (gate)
            Clear();
    }

    private void WriteLine(string text, string? colour)
    {
        lock (gate)
        {
            Clear();
            terminal.Out.Flush();
            terminal.Error.WriteLine(colour is not null && terminal.HasErrorColour ? colour + text + "\e[0m" : text);
        }
    }

    private void Clear()
    {
        if (progressLength == 0)
            return;
        terminal.Error.Write('\r');
        terminal.Error.Write(new string(' ', progressLength));
        terminal.Error.Write('\r');
        progressLength = 0;
    }
}
