using Deploy.Console.Binding;
using Deploy.Console.CommandLine;
using Deploy.Console.Hosting;
using Deploy.Kubernetes;
using Deploy.Operations.Errors;

namespace Deploy.Console.Runbooks;

/// <summary>Runs a runbook: each command is printed before its output, and the first failure ends it.</summary>
internal sealed class RunbookRunner(Terminal terminal, MessageWriter messages)
{
    /// <summary>Runs the file named by the arguments (<c>run FILE [-ErrorAction Continue]</c>); returns the exit code.</summary>
    /// <exception cref="UsageException">The file cannot be read, or a line of it is wrong; nothing was run.</exception>
    public async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken ct)
    {
        var (path, goesOn) = ReadArguments(args);
        var steps = Prepare(path);
        var worst = ExitCode.Success;
        foreach (var step in steps)
        {
            var code = await RunStepAsync(step, ct);
            if (code == ExitCode.Interrupted)
                return code;
            if (code == ExitCode.Success || step is RunbookStep.Command { Call.Options.ErrorAction: ErrorAction.Continue or ErrorAction.SilentlyContinue or ErrorAction.Ignore })
                continue;
            messages.Line($"{path}:{step.Statement.Line}: {step.Statement.Words[0].Text} failed{(goesOn ? "" : "; the runbook stops here")}.");
            worst = code;
            if (!goesOn)
                break;
        }
        return worst;
    }

    private async Task<int> RunStepAsync(RunbookStep step, CancellationToken ct)
    {
        terminal.Out.WriteLine($"PS> {Redaction.Text(step.Statement.Text)}");
        await terminal.Out.FlushAsync(ct);
        var code = await CarryOutAsync(step, ct);
        terminal.Out.WriteLine();
        await terminal.Out.FlushAsync(CancellationToken.None);
        return code;
    }

    private async Task<int> CarryOutAsync(RunbookStep step, CancellationToken ct)
    {
        try
        {
            switch (step)
            {
                case RunbookStep.Command command:
                    return await new CommandRunner(terminal, messages).RunAsync(command.Call, ct);
                case RunbookStep.Pause pause:
                    await Task.Delay(pause.Length, TimeProvider.System, ct);
                    return ExitCode.Success;
                case RunbookStep.Kubectl kubectl:
                    await RunKubectlAsync(kubectl, ct);
                    return ExitCode.Success;
                default:
                    throw new InvalidOperationException($"No way to carry out {step}.");
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
    }

    // As in PowerShell, the exit code of a program stops nothing; here a program that is not there does not either.
    private async Task RunKubectlAsync(RunbookStep.Kubectl kubectl, CancellationToken ct)
    {
        var code = await KubectlProcess.RunAsync(kubectl.Arguments, ct);
        if (code is null)
            messages.Warning("There is no kubectl on this machine; the line is left out.");
        else if (code != 0)
            messages.Warning($"kubectl ended with exit code {code}.");
    }

    // Every line is understood before the first one runs, so a typing error at the end leaves nothing half done.
    private static List<RunbookStep> Prepare(string path)
    {
        var steps = new List<RunbookStep>();
        var line = 0;
        try
        {
            foreach (var statement in RunbookReader.Read(ReadFile(path), Path.GetDirectoryName(Path.GetFullPath(path))!))
            {
                line = statement.Line;
                steps.Add(RunbookSteps.Of(statement));
            }
            return steps;
        }
        catch (RunbookException refused)
        {
            throw new UsageException($"{path}:{refused.Line}: {refused.Message}");
        }
        catch (UsageException usage) when (line > 0)
        {
            throw new UsageException($"{path}:{line}: {usage.Message}", usage.Command);
        }
    }

    private static string ReadFile(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"the runbook {path} cannot be read: {e.Message}");
        }
    }

    private static (string Path, bool GoesOn) ReadArguments(IReadOnlyList<string> args)
    {
        string? path = null;
        var goesOn = false;
        for (var i = 1; i < args.Count; i++)
        {
            if (args[i].Equals("-ErrorAction", StringComparison.OrdinalIgnoreCase) && i + 1 < args.Count)
                goesOn = args[++i].Equals(nameof(ErrorAction.Continue), StringComparison.OrdinalIgnoreCase);
            else if (path is null && !args[i].StartsWith('-'))
                path = args[i];
            else
                throw new UsageException($"deploy run has no place for '{args[i]}'. It takes a file and -ErrorAction Continue.");
        }
        return (path ?? throw new UsageException("deploy run needs a file: deploy run samples/tour.ps1"), goesOn);
    }
}
