using System.Diagnostics;
using System.Globalization;

namespace Deploy.Benchmarks.Measuring;

/// <summary>
/// A PowerShell that stays open with the module imported, as an operator's does: a command is timed inside it, and its output
/// goes through Out-Default as at a prompt, into a pipe.
/// </summary>
internal sealed class ShellSession : IAsyncDisposable
{
    private const string Mark = "-- done in ";

    // A line in, its output and the mark out. A failure ends the loop, and with it the process.
    private const string Loop = $$"""
        while ($null -ne ($line = [Console]::In.ReadLine())) {
            $command = [scriptblock]::Create($line)
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            . $command | Out-Default
            $seconds = $watch.Elapsed.TotalSeconds
            [Console]::Out.WriteLine("{{Mark}}" + $seconds.ToString([cultureinfo]::InvariantCulture))
        }
        """;

    private readonly Process _process;
    private readonly Task<string> _errors;

    private ShellSession(Process process) => (_process, _errors) = (process, process.StandardError.ReadToEndAsync());

    public static ShellSession Start(IReadOnlyDictionary<string, string?> environment)
    {
        var start = Shell.Imported(Loop);
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new ShellSession(Process.Start(start) ?? throw new InvalidOperationException("PowerShell could not be started"));
    }

    /// <summary>Runs one line and returns how long it took inside the session, in seconds, and how many lines it wrote.</summary>
    public async Task<(double Seconds, int Lines)> RunAsync(string command, CancellationToken ct)
    {
        await _process.StandardInput.WriteLineAsync(command.AsMemory(), ct);
        await _process.StandardInput.FlushAsync(ct);
        for (var lines = 0; await _process.StandardOutput.ReadLineAsync(ct) is { } line; lines++)
        {
            if (line.StartsWith(Mark, StringComparison.Ordinal))
                return (double.Parse(line.AsSpan(Mark.Length), CultureInfo.InvariantCulture), lines);
        }
        throw new InvalidOperationException($"The session ended in: {command}\n{await _errors}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        await _errors;
        _process.Dispose();
    }
}
