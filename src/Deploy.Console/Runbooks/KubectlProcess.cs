using System.ComponentModel;
using System.Diagnostics;

namespace Deploy.Console.Runbooks;

/// <summary>Runs kubectl on this process's own streams.</summary>
internal static class KubectlProcess
{
    /// <returns>Its exit code; null when this machine has none.</returns>
    public static async Task<int?> RunAsync(IReadOnlyList<string> arguments, CancellationToken ct)
    {
        using var process = Start(arguments);
        if (process is null)
            return null;
        try
        {
            await process.WaitForExitAsync(ct);
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static Process? Start(IReadOnlyList<string> arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("kubectl", arguments) { UseShellExecute = false });
        }
        catch (Win32Exception)
        {
            return null; // Not on the PATH: whoever asked says so.
        }
    }
}
