using System.Management.Automation;
using System.Runtime.CompilerServices;
using Deploy.Operations.Errors;

namespace Deploy.Module.Pump;

/// <summary>
/// A cmdlet whose work is asynchronous. It says everything through <see cref="Host"/>, so the very same class runs
/// in PowerShell (through the pump) and in the console (through <see cref="InvokeAsync"/>, without PowerShell's runtime).
/// </summary>
public abstract class AsyncCmdlet : PSCmdlet, IDisposable
{
    private readonly PipelinePump pump = new();
    private ICommandHost? host;

    /// <summary>Where the command speaks, instead of PowerShell's own host. Only valid while it runs.</summary>
    protected new ICommandHost Host => host ?? throw new InvalidOperationException("The command is not running.");

    /// <summary>Runs the command once in a host other than PowerShell. Its parameters are set; failures are thrown.</summary>
    public async Task InvokeAsync(ICommandHost commandHost, CancellationToken ct)
    {
        host = commandHost;
        await BeginAsync(ct);
        await ProcessAsync(ct);
        await EndAsync(ct);
    }

    /// <summary>Work before the first item; a failure here ends the command.</summary>
    protected virtual Task BeginAsync(CancellationToken ct) => Task.CompletedTask;

    /// <summary>Work for one item of the pipeline.</summary>
    protected virtual Task ProcessAsync(CancellationToken ct) => Task.CompletedTask;

    /// <summary>Work after the last item.</summary>
    protected virtual Task EndAsync(CancellationToken ct) => Task.CompletedTask;

    /// <summary>Whether a switch parameter is on, wherever the host keeps it.</summary>
    protected bool On(SwitchParameter value, [CallerArgumentExpression(nameof(value))] string parameter = "") =>
        Host.Binding.Switch(parameter) ?? value.IsPresent;

    /// <summary>Reports the failure of one item and lets the command go on with the next.</summary>
    protected Task FailAsync(Exception failure) => Host.ErrorAsync(CommandErrors.From(failure));

    /// <summary>Works on one of several items: its failure is reported, and the command goes on unless the next would fail the same way.</summary>
    private protected async Task EachAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (DeployException failure) when (CommandErrors.From(failure) is { IsTerminating: false } error)
        {
            await Host.ErrorAsync(error);
        }
    }

    protected sealed override void BeginProcessing()
    {
        host = new PipelineHost(this, pump);
        Run(BeginAsync, always: true);
    }

    protected sealed override void ProcessRecord() => Run(ProcessAsync, always: false);

    protected sealed override void EndProcessing() => Run(EndAsync, always: true);

    protected sealed override void StopProcessing() => pump.Stop();

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of what the command opened.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            pump.Dispose();
    }

    private void Run(Func<CancellationToken, Task> stage, bool always)
    {
        var failure = pump.Run(stage);
        if (failure is null)
            return;
        if (failure is PipelineStoppedException || pump.IsStopped)
            throw new PipelineStoppedException();
        var error = CommandErrors.From(failure);
        var record = CommandErrors.ToRecord(error);
        if (always || error.IsTerminating)
            ThrowTerminatingError(record);
        WriteError(record);
    }
}
