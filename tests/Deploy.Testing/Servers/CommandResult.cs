using System.Diagnostics;

namespace Deploy.Testing.Servers;

/// <summary>What a finished command left.</summary>
/// <param name="ExitCode">The process's exit code.</param>
/// <param name="Output">Its whole standard output.</param>
/// <param name="Error">Its whole standard error.</param>
public sealed record CommandResult(int ExitCode, string Output, string Error)
{
    /// <summary>Runs a program to its end; past the limit it is killed with its children and a <see cref="TimeoutException"/> is thrown.</summary>
    public static async Task<CommandResult> RunAsync(ProcessStartInfo start, string? input, TimeSpan limit, CancellationToken ct = default)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.UseShellExecute = false;
        using var process = new Process { StartInfo = start };
        process.Start();
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var error = process.StandardError.ReadToEndAsync(ct);
        await using (process.StandardInput)
            await process.StandardInput.WriteAsync(input);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(limit);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
            return new CommandResult(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException late)
        {
            process.Kill(entireProcessTree: true);
            if (ct.IsCancellationRequested)
                throw;
            throw new TimeoutException($"{start.FileName} {string.Join(' ', start.ArgumentList)} ran longer than {limit.TotalSeconds:0} s", late);
        }
    }
}
