using System.Diagnostics;
using System.Text;

namespace Deploy.Pester.Tests;

/// <summary>A program that a test runs to its end.</summary>
internal static class ChildProcess
{
    private const int LinesKept = 40;

    /// <summary>Runs it, with nobody to ask and without what this process's environment says of clusters and stores. Returns its exit code and the last lines that it said.</summary>
    /// <param name="environment">Set beside what it inherits.</param>
    /// <param name="patience">After that it is ended, with all that it started.</param>
    public static async Task<(int ExitCode, string Said)> RunAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, TimeSpan patience, CancellationToken ct)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var setting in start.Environment.Keys.Where(key => key.StartsWith("DEPLOY_", StringComparison.OrdinalIgnoreCase) || key == "KUBECONFIG").ToArray())
            start.Environment.Remove(setting);
        foreach (var (key, value) in environment)
            start.Environment[key] = value;
        var last = new LastLines(LinesKept);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        process.OutputDataReceived += last.Add;
        process.ErrorDataReceived += last.Add;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            ct.ThrowIfCancellationRequested();
            return (-1, $"It did not end within {patience}.\n{last}");
        }
        return (process.ExitCode, last.ToString());
    }

    private sealed class LastLines(int most)
    {
        private readonly Queue<string> lines = new();

        public void Add(object sender, DataReceivedEventArgs line)
        {
            if (line.Data is null)
                return;
            lock (lines)
            {
                lines.Enqueue(line.Data);
                if (lines.Count > most)
                    lines.Dequeue();
            }
        }

        public override string ToString()
        {
            lock (lines)
                return string.Join('\n', lines);
        }
    }
}
