using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;

namespace Deploy.Module.Live;

/// <summary>Has a Windows console understand control sequences and UTF-8 while a view is drawn, and sets it back afterwards.</summary>
[SupportedOSPlatform("windows")]
internal sealed partial class WindowsConsole
{
    private const int StandardOutput = -11;
    private const uint ProcessedOutput = 0x1;
    private const uint VirtualTerminal = 0x4;

    private uint mode;
    private Encoding? encoding;

    /// <summary>False: this console is too old for control sequences.</summary>
    public bool TryPrepare()
    {
        var handle = GetStdHandle(StandardOutput);
        if (!GetConsoleMode(handle, out mode) || !SetConsoleMode(handle, mode | ProcessedOutput | VirtualTerminal))
            return false;
        encoding = Console.OutputEncoding;
        Console.OutputEncoding = Encoding.UTF8;
        return true;
    }

    /// <summary>Puts back what <see cref="TryPrepare"/> changed.</summary>
    public void Restore()
    {
        if (encoding is null)
            return;
        Console.OutputEncoding = encoding;
        SetConsoleMode(GetStdHandle(StandardOutput), mode);
    }

    [LibraryImport("kernel32.dll")]
    private static partial nint GetStdHandle(int handle);

    [LibraryImport("kernel32.dll")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetConsoleMode(nint handle, out uint mode);

    [LibraryImport("kernel32.dll")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetConsoleMode(nint handle, uint mode);
}
