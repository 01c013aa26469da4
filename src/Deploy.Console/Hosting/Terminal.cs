using System.Globalization;

namespace Deploy.Console.Hosting;

/// <summary>The streams of this process and what may be done with them.</summary>
internal sealed class Terminal
{
    private static readonly bool IsDumb = Environment.GetEnvironmentVariable("TERM") == "dumb";

    private readonly bool wantsPlain = Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 } || IsDumb;

    /// <summary>Results.</summary>
    public TextWriter Out { get; } = new StreamWriter(System.Console.OpenStandardOutput(), bufferSize: 16_384) { AutoFlush = false };

    /// <summary>Messages.</summary>
    public TextWriter Error { get; } = new StreamWriter(System.Console.OpenStandardError()) { AutoFlush = true };

    /// <summary>Whether results go to a person's screen.</summary>
    public bool IsOutInteractive { get; } = !System.Console.IsOutputRedirected;

    /// <summary>Whether messages go to a person's screen, so that progress may be redrawn.</summary>
    public bool IsErrorInteractive { get; } = !System.Console.IsErrorRedirected;

    /// <summary>Whether somebody can be asked.</summary>
    public bool CanAsk { get; } = !System.Console.IsInputRedirected && !System.Console.IsErrorRedirected;

    /// <summary>Whether results go to a screen that a view can be redrawn on.</summary>
    public bool CanRedraw => IsOutInteractive && !IsDumb;

    /// <summary>Whether results may be coloured.</summary>
    public bool HasColour => IsOutInteractive && !wantsPlain;

    /// <summary>Whether messages may be coloured.</summary>
    public bool HasErrorColour => IsErrorInteractive && !wantsPlain;

    /// <summary>Width of the screen in characters; 80 when it cannot be told.</summary>
    public static int Width
    {
        get
        {
            try
            {
                return Math.Max(System.Console.WindowWidth, 40);
            }
            catch (IOException)
            {
                return 80; // No screen is attached.
            }
        }
    }

    /// <summary>Asks for one line; null at the end of input.</summary>
    public string? Ask(string question)
    {
        Out.Flush();
        Error.Write(question);
        return System.Console.In.ReadLine();
    }

    /// <summary>A moment of the day, for lines of a log-like view.</summary>
    public static string Clock(DateTimeOffset time) => time.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
}
