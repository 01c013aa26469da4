using System.Management.Automation;
using Deploy.Console.Binding;
using Deploy.Console.Rendering;
using Deploy.Module.Commands;
using Deploy.Module.Pump;

namespace Deploy.Console.Hosting;

/// <summary>A terminal as a command's host: results to stdout, everything else to stderr.</summary>
internal sealed class ConsoleHost(BoundCommand call, IResultWriter results, MessageWriter messages, Terminal terminal) : ICommandHost
{
    private readonly Lock gate = new();

    /// <summary>Whether anything failed so far.</summary>
    public bool HasFailed { get; private set; }

    public ICommandBinding Binding => call;

    public bool IsVerbose => call.Options.Verbose;

    // Verbose text would go right through what is drawn; a list or JSON is for what reads on.
    public HostScreen? Screen =>
        terminal.CanRedraw && !IsVerbose && call.Options.Output is OutputFormat.Table or OutputFormat.Wide ? new HostScreen(terminal.HasColour) : null;

    public Task WriteAsync(object value)
    {
        lock (gate)
        {
            messages.ClearProgress();
            results.Write(value);
            if (IsStreaming)
                results.Flush();
        }
        return Task.CompletedTask;
    }

    public Task ErrorAsync(CommandError error)
    {
        Report(error);
        return call.Options.ErrorAction == ErrorAction.Stop
            ? Task.FromException(new CommandStoppedException())
            : Task.CompletedTask;
    }

    /// <summary>Writes a failure, unless the user does not want to hear of it.</summary>
    public void Report(CommandError error)
    {
        HasFailed = true;
        if (call.Options.ErrorAction is ErrorAction.SilentlyContinue or ErrorAction.Ignore)
            return;
        lock (gate)
            results.Flush();
        messages.Error(error);
    }

    public Task WarningAsync(string message)
    {
        if (!call.Options.SilenceWarnings)
            messages.Warning(message);
        return Task.CompletedTask;
    }

    public void Verbose(string message)
    {
        if (IsVerbose)
            messages.Verbose(message);
    }

    public void Progress(CommandProgress progress) => messages.Progress(progress);

    public Task<bool> ShouldProcessAsync(CommandChange change)
    {
        if (call.Options.WhatIf)
        {
            messages.Line("What if: " + change.Description);
            return Task.FromResult(false);
        }
        var mustAsk = call.Options.Confirm ?? (call.Command.SupportsShouldProcess && call.Command.ConfirmImpact == ConfirmImpact.High);
        if (mustAsk)
            return Task.FromResult(Question.Ask(terminal, change.Question, call.Command.Name, "-Confirm:$false"));
        Verbose(change.Description);
        return Task.FromResult(true);
    }

    public Task<bool> ShouldContinueAsync(string query, string caption) =>
        Task.FromResult(Question.Ask(terminal, query, call.Command.Name, "-Force"));

    public string ResolvePath(string path)
    {
        if (path == "~" || path.StartsWith("~/", StringComparison.Ordinal))
            path = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + path[1..];
        return Path.GetFullPath(path);
    }

    // What goes on until it is stopped is read while it runs, a service's log too.
    private bool IsStreaming => call.Switch("Watch") is true || call.Switch("Follow") is true || call.Command.Type == typeof(StartModuleControllerCommand);
}
