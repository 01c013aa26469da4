using System.Runtime.ExceptionServices;
using Deploy.Console.Binding;
using Deploy.Console.CommandLine;
using Deploy.Console.Rendering;
using Deploy.Module.Display;
using Deploy.Module.Pump;

namespace Deploy.Console.Hosting;

/// <summary>Runs one bound command and says how it ended.</summary>
internal sealed class CommandRunner(Terminal terminal, MessageWriter messages)
{
    /// <summary>Runs the command; returns the exit code of a process that does nothing else.</summary>
    public async Task<int> RunAsync(BoundCommand call, CancellationToken ct)
    {
        Paint.IsEnabled = terminal.HasColour && call.Options.Output != OutputFormat.Json;
        using var results = WriterFor(call.Options.Output);
        var host = new ConsoleHost(call, results, messages, terminal);
        var code = await RunAsync(call, host, ct);
        messages.ClearProgress();
        results.Complete();
        await terminal.Out.FlushAsync(CancellationToken.None);
        return code;
    }

    private async Task<int> RunAsync(BoundCommand call, ConsoleHost host, CancellationToken ct)
    {
        try
        {
            using var command = call.CreateInstance();
            var running = command.InvokeAsync(host, ct);
            if (!running.IsCompleted)
                PrepareViews(call);
            await running;
            return host.HasFailed ? ExitCode.Failure : ExitCode.Success;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (CommandStoppedException)
        {
            return ExitCode.Failure;
        }
        catch (UsageException usage)
        {
            messages.Usage(usage.Message, hint: null);
            return ExitCode.Usage;
        }
#pragma warning disable CA1031 // The one place where a failure becomes a message.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            host.Report(CommandErrors.From(failure));
            if (Environment.GetEnvironmentVariable("DEPLOY_DEBUG") is { Length: > 0 })
                messages.Line(ExceptionDispatchInfo.Capture(failure).SourceException.ToString());
            return ExitCode.Failure;
        }
    }

    // While the server answers there is time to read how its answer is shown.
    private static void PrepareViews(BoundCommand call)
    {
        if (call.Options.Output == OutputFormat.Json)
            return;
        foreach (var output in call.Command.Outputs)
            FormatFile.Find(output, call.Options.Output);
    }

    private IResultWriter WriterFor(OutputFormat format) => format switch
    {
        OutputFormat.Json => new JsonWriter(System.Console.OpenStandardOutput()),
        OutputFormat.List => new ListWriter(terminal.Out),
        _ => new TableWriter(terminal.Out, format, terminal.IsOutInteractive ? Terminal.Width : null),
    };
}
