using System.Diagnostics;
using System.Globalization;

namespace Deploy.Testing.Servers;

/// <summary>
/// Ends servers and removes their folder when the test host dies without disposing them.
/// It waits on a pipe that only the test host holds; the pipe closes with the host, however the host ends.
/// </summary>
internal sealed class Watchdog : IAsyncDisposable
{
    private const string Script = """folder=$1; shift; read -r line && exit 0; kill -9 "$@" 2>/dev/null; sleep 1; rm -rf "$folder" """;
    private readonly Process _process;

    private Watchdog(Process process) => _process = process;

    /// <summary>Guards the processes; does nothing on Windows, where there is no such shell.</summary>
    public static Watchdog? Start(string folder, IEnumerable<int> processIds)
    {
        if (OperatingSystem.IsWindows())
            return null;
        string[] arguments = ["-c", Script, "watchdog", folder, .. processIds.Select(id => id.ToString(CultureInfo.InvariantCulture))];
        // Its output must not be the test host's own: whoever reads that would wait for this process too.
        var start = new ProcessStartInfo("/bin/sh", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        var process = new Process { StartInfo = start };
        process.Start();
        return new Watchdog(process);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.StandardInput.WriteLineAsync("all ended");
        await _process.StandardInput.FlushAsync();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
