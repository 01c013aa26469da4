using System.Diagnostics;
using System.Text;
using Deploy.Testing;
using Deploy.Testing.Servers;

namespace Deploy.Console.Tests.Processes;

/// <summary>A program on a terminal that script(1) makes: what it shows can be read, keys can be typed, the size can be changed.</summary>
internal sealed class PseudoTerminal : IAsyncDisposable
{
    private readonly Process process;
    private readonly string device;
    private readonly StringBuilder output = new();
    private readonly Task reading;
    private int from;
    private (int Width, int Height) size;

    private PseudoTerminal(Process process, string device, (int Width, int Height) size)
    {
        (this.process, this.device, this.size) = (process, device, size);
        reading = Task.Run(ReadAsync);
    }

    /// <summary>Why there can be none here; null where there can.</summary>
    public static string? Missing =>
        !OperatingSystem.IsLinux() ? "script(1) has other options on this system" : ProgramPath.Find("script") is null ? "script(1) is not installed" : null;

    /// <summary>What the screen shows now.</summary>
    public TerminalGrid Screen
    {
        get
        {
            var grid = new TerminalGrid(size.Width, size.Height);
            lock (output)
                grid.Write(output.ToString(from, output.Length - from));
            return grid;
        }
    }

    /// <summary>Everything that was written so far.</summary>
    public string Output
    {
        get
        {
            lock (output)
                return output.ToString();
        }
    }

    public static async Task<PseudoTerminal> StartAsync(DeployProgram deploy, int width, int height, params string[] arguments)
    {
        var name = Path.Combine(deploy.Home, $"tty-{Guid.NewGuid():N}");
        var words = string.Join(' ', arguments.Prepend(DeployProgram.Program).Select(word => $"'{word}'"));
        var start = deploy.Prepare("script", ["-q", "-e", "-f", "-c", $"stty cols {width} rows {height}; tty > '{name}.new'; mv '{name}.new' '{name}'; exec {words}", "/dev/null"]);
        (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, true);
        start.StandardOutputEncoding = Encoding.UTF8;
        start.Environment["TERM"] = "xterm-256color";
        start.Environment["SHELL"] = "/bin/sh";
        start.Environment["LC_ALL"] = "C.UTF-8";
        var script = Process.Start(start)!;
        await Eventually.UntilAsync(() => File.Exists(name), "the terminal", TimeSpan.FromSeconds(60));
        return new PseudoTerminal(script, (await File.ReadAllTextAsync(name)).Trim(), (width, height));
    }

    public Task ShowsAsync(string text) =>
        Eventually.UntilAsync(() => Screen.Text.Contains(text, StringComparison.Ordinal), $"'{text}' on the screen", TimeSpan.FromSeconds(60));

    public async Task TypeAsync(string keys)
    {
        await process.StandardInput.WriteAsync(keys);
        await process.StandardInput.FlushAsync();
    }

    /// <summary>Changes the size, as pulling at the window's corner does.</summary>
    public async Task ResizeAsync(int width, int height)
    {
        lock (output)
            (from, size) = (output.Length, (width, height));
        using var stty = Process.Start("stty", ["-F", device, "cols", $"{width}", "rows", $"{height}"]);
        await stty.WaitForExitAsync();
    }

    /// <summary>Waits for the end and returns the exit code.</summary>
    public async Task<int> EndAsync()
    {
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
        await reading;
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await reading;
        process.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new char[4096];
        while (await process.StandardOutput.ReadAsync(buffer) is var read and > 0)
        {
            lock (output)
                output.Append(buffer, 0, read);
        }
    }
}
