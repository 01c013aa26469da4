using System.Runtime.InteropServices;
using System.Text;

namespace Deploy.Module.Live;

/// <summary>
/// The console of this process, drawn on in its second buffer, so that what was on it before is there again afterwards.
/// Whatever ends the process politely gives it back.
/// </summary>
internal sealed class TerminalScreen : IScreen, IDisposable
{
    // Second buffer, no cursor, lines that are too long are cut by the terminal; and all of it back.
    private const string Enter = "\e[?1049h\e[?25l\e[?7l\e[2J\e[H";
    private const string Back = "\e[0m\e[?7h\e[?25h\e[?1049l";

    // What Ctrl+L types, where it asks for a new drawing.
    private const char Redraw = '\f';

    private readonly Stream output = Console.OpenStandardOutput();
    private readonly WindowsConsole? windows = OperatingSystem.IsWindows() ? new WindowsConsole() : null;
    private readonly List<PosixSignalRegistration> signals = [];
    private int isEntered;
    private volatile bool isStale;

    public TerminalScreen()
    {
        AppDomain.CurrentDomain.ProcessExit += OnExit;
        if (OperatingSystem.IsWindows())
            return;
        // Stopped by Ctrl+Z, the process could not give the screen back; the runtime does not stop it after a handler either.
        signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTSTP, signal => signal.Cancel = true));
        signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGCONT, _ => EnterAgain()));
    }

    public ScreenSize Size
    {
        get
        {
            try
            {
                return new ScreenSize(Math.Max(Console.WindowWidth, 20), Math.Max(Console.WindowHeight, 4));
            }
            catch (IOException)
            {
                return new ScreenSize(80, 24); // The terminal does not say.
            }
        }
    }

    /// <summary>Whether the terminal shows more than ASCII.</summary>
    public static bool HasSigns => OperatingSystem.IsWindows() || Console.OutputEncoding.CodePage is 65001 or 1200;

    public bool TryEnter()
    {
        if (windows is not null && OperatingSystem.IsWindows() && !windows.TryPrepare())
            return false;
        Interlocked.Exchange(ref isEntered, 1);
        Write(Enter);
        return true;
    }

    // One write, so that the terminal never shows half a frame.
    public void Write(string frame)
    {
        if (frame.Length == 0)
            return;
        output.Write(Encoding.UTF8.GetBytes(frame));
        output.Flush();
    }

    public void Leave(string last)
    {
        if (Interlocked.Exchange(ref isEntered, 0) == 0)
            return;
        Write(Back + last);
        if (windows is not null && OperatingSystem.IsWindows())
            windows.Restore();
    }

    public string ReadKeys()
    {
        if (Console.IsInputRedirected)
            return "";
        var keys = new StringBuilder();
        if (isStale)
            keys.Append(Redraw);
        isStale = false;
        while (Console.KeyAvailable)
            keys.Append(Console.ReadKey(intercept: true).KeyChar);
        return keys.ToString();
    }

    public void Dispose()
    {
        Leave("");
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        signals.ForEach(signal => signal.Dispose());
        output.Dispose();
    }

    private void EnterAgain()
    {
        if (Volatile.Read(ref isEntered) == 0)
            return;
        Write(Enter);
        isStale = true;
    }

    private void OnExit(object? sender, EventArgs e) => Leave("");
}
