using System.Diagnostics;
using System.Globalization;

namespace Deploy.Benchmarks.Measuring;

/// <summary>Time and peak memory of one process from its start to its end.</summary>
/// <param name="Seconds">Wall time.</param>
/// <param name="PeakMebibytes">Largest resident memory seen, in MiB.</param>
/// <param name="Lines">Lines that it wrote.</param>
internal sealed record WholeProcess(double Seconds, double PeakMebibytes, int Lines)
{
    private static readonly TimeSpan Sampling = TimeSpan.FromMilliseconds(2);

    /// <summary>Runs to the end; a failure throws with what the process said.</summary>
    public static Task<WholeProcess> RunAsync(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> environment, CancellationToken ct) =>
        RunAsync(new ProcessStartInfo(program, arguments) { UseShellExecute = false }, environment, ct);

    /// <summary>The same for a start that is described already.</summary>
    public static async Task<WholeProcess> RunAsync(ProcessStartInfo start, IReadOnlyDictionary<string, string?> environment, CancellationToken ct)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var begun = Stopwatch.GetTimestamp();
        using var process = new Process { StartInfo = start };
        process.Start();
        var lines = CountAsync(process.StandardOutput, ct);
        var error = process.StandardError.ReadToEndAsync(ct);
        using var ended = new CancellationTokenSource();
        var peak = SampleAsync(process.Id, ended.Token);
        await process.WaitForExitAsync(ct);
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        await ended.CancelAsync();
        return process.ExitCode == 0
            ? new WholeProcess(seconds, await peak / 1024.0, await lines)
            : throw new InvalidOperationException($"{start.FileName} {string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}: {await error}");
    }

    private static async Task<int> CountAsync(StreamReader output, CancellationToken ct)
    {
        var (count, buffer) = (0, new char[64 * 1024]);
        while (await output.ReadAsync(buffer, ct) is > 0 and var read)
            count += buffer.AsSpan(0, read).Count('\n');
        return count;
    }

    // The kernel keeps the high-water mark; the last one read before the end is the peak but for the last two milliseconds.
    private static async Task<long> SampleAsync(int id, CancellationToken ct)
    {
        var (file, peak) = ($"/proc/{id}/status", 0L);
        while (!ct.IsCancellationRequested)
        {
            peak = Math.Max(peak, await ReadPeakAsync(file));
            await Task.Delay(Sampling, TimeProvider.System, CancellationToken.None);
        }
        return peak;
    }

    private static async Task<long> ReadPeakAsync(string file)
    {
        try
        {
            var line = (await File.ReadAllLinesAsync(file, CancellationToken.None)).FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.AsSpan(6).Trim().TrimEnd(" kB"), CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // The process has just ended.
            return 0;
        }
    }
}
