using System.Management.Automation;
using System.Runtime.ExceptionServices;
using Deploy.Kubernetes;
using Deploy.Module.Connection;
using Deploy.Operations.Errors;
using Deploy.Results;
using Microsoft.Extensions.Logging;

namespace Deploy.Module.Pump;

/// <summary>
/// A cmdlet whose work is asynchronous. Its stages run on a worker; all that only PowerShell's pipeline thread may do goes there through
/// the pump. What a stage calls here may be called from any thread.
/// </summary>
public abstract class AsyncCmdlet : PSCmdlet, IDisposable
{
    private readonly PipelinePump pump = new();

    /// <summary>Work before the first item; a failure here ends the command.</summary>
    protected virtual Task BeginAsync(CancellationToken ct) => Task.CompletedTask;

    /// <summary>Work for one item of the pipeline.</summary>
    protected virtual Task ProcessAsync(CancellationToken ct) => Task.CompletedTask;

    /// <summary>Work after the last item.</summary>
    protected virtual Task EndAsync(CancellationToken ct) => Task.CompletedTask;

    /// <summary>Whether verbose text is wanted; saves the work of making it.</summary>
    internal bool IsVerbose { get; private set; }

    /// <summary>Turns log messages of the layers below into verbose text, so <c>-Verbose</c> tells each request.</summary>
    private protected ILogger Logger => new VerboseLogger(this);

    /// <summary>Hands one result on, as its view, and completes when it was consumed, so a slow reader slows the command down.</summary>
    internal Task WriteAsync(object value) => pump.SendAsync(() => WriteObject(Result.Of(value)));

    /// <summary>The same for results that are all there, in one turn.</summary>
    internal Task WriteAllAsync(IEnumerable<object> values) => pump.SendAsync(() => WriteObject(values.Select(Result.Of), enumerateCollection: true));

    /// <summary>Warns of something that the user should know but that stops nothing.</summary>
    internal Task WarnAsync(string message) => pump.SendAsync(() => WriteWarning(message));

    /// <summary>Adds verbose text without waiting for it to be shown.</summary>
    internal void Verbose(string message)
    {
        if (IsVerbose)
            pump.Post(() => WriteVerbose(message));
    }

    /// <summary>Steps of an operation as verbose text.</summary>
    internal IProgress<T> VerboseSteps<T>(Func<T, string> text) => new VerboseProgress<T>(this, text);

    /// <summary>Shows or updates a progress activity, without waiting.</summary>
    /// <param name="id">Tells activities of one command apart, from 1.</param>
    /// <param name="activity">What is being done.</param>
    /// <param name="status">How far it is, in words.</param>
    /// <param name="percent">How far it is, 0 to 100; null when that cannot be told.</param>
    /// <param name="parent">The activity that this one belongs to; null for a root.</param>
    internal void ShowProgress(int id, string activity, string status, int? percent = null, int? parent = null) =>
        pump.Post(() => WriteProgress(new ProgressRecord(id, activity, status) { PercentComplete = percent ?? -1, ParentActivityId = parent ?? -1 }));

    /// <summary>Takes an activity off the screen.</summary>
    internal void EndProgress(int id, string activity) =>
        pump.Post(() => WriteProgress(new ProgressRecord(id, activity, " ") { RecordType = ProgressRecordType.Completed }));

    /// <summary>Asks whether a change may be made: honours -WhatIf and -Confirm. False: leave it.</summary>
    internal Task<bool> ConfirmAsync(CommandChange change) => AskAsync(() => ShouldProcess(change.Description, change.Question, "Confirm"));

    /// <summary>Runs a script block on the pipeline thread, with the argument also as <c>$_</c>. What the script throws is thrown here.</summary>
    internal Task<IReadOnlyList<object?>> InvokeScriptAsync(ScriptBlock script, object argument) => CallAsync<IReadOnlyList<object?>>(
        () => [.. script.InvokeWithContext(null, [new PSVariable("_", argument)], argument).Select(item => item?.BaseObject)]);

    /// <summary>The full path of a file that the user means, as PowerShell understands it: relative to where the user is, on any drive of files.</summary>
    /// <exception cref="DeployException">There is no such drive, or it holds no files.</exception>
    private protected Task<string> ResolvePathAsync(string path) => CallAsync(() => FilePaths.Resolve(SessionState.Path, path));

    /// <summary>The same for several, in one turn; none for none.</summary>
    private protected Task<string[]> ResolvePathsAsync(string[]? paths) =>
        paths is null ? Task.FromResult<string[]>([]) : CallAsync(() => Array.ConvertAll(paths, path => FilePaths.Resolve(SessionState.Path, path)));

    /// <summary>The screen that results go straight to, so that a live view may be drawn there; null where they go elsewhere.</summary>
    private protected async Task<PipelineScreen?> FindScreenAsync() =>
        IsVerbose ? null : await AskAsync(() => PipelineScreen.Find(this)); // Verbose text would go right through what is drawn.

    /// <summary>Reports the failure of one item and lets the command go on with the next.</summary>
    private protected Task ReportErrorAsync(Exception failure)
    {
        var error = CommandErrors.From(failure);
        return pump.SendAsync(() => WriteError(CommandErrors.ToRecord(error)));
    }

    /// <summary>Works on one of several items: its failure is reported, and the command goes on unless the next would fail the same way.</summary>
    private protected async Task EachAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception failure) when (failure is not OperationCanceledException && !CommandErrors.IsTerminating(CommandErrors.From(failure)))
        {
            await ReportErrorAsync(failure);
        }
    }

    protected sealed override void BeginProcessing()
    {
        IsVerbose = WantsVerbose();
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
        if (always || CommandErrors.IsTerminating(error))
            ThrowTerminatingError(record);
        WriteError(record);
    }

    private async Task<T> AskAsync<T>(Func<T> question)
    {
        T? answer = default;
        await pump.SendAsync(() => answer = question());
        return answer!;
    }

    // A failure of what is called belongs to the stage that called it; without this it would stop the pipeline.
    private async Task<T> CallAsync<T>(Func<T> call)
    {
        ExceptionDispatchInfo? failure = null;
        var answer = await AskAsync(() =>
        {
            try
            {
                return call();
            }
            catch (Exception e) when (e is DeployException or RuntimeException and not PipelineStoppedException)
            {
                failure = ExceptionDispatchInfo.Capture(e);
                return default;
            }
        });
        failure?.Throw();
        return answer!;
    }

    private bool WantsVerbose() =>
        MyInvocation.BoundParameters.TryGetValue("Verbose", out var given)
            ? ((SwitchParameter)given).ToBool()
            : GetVariableValue("VerbosePreference") is { } preference
                && !string.Equals(preference.ToString(), nameof(ActionPreference.SilentlyContinue), StringComparison.OrdinalIgnoreCase);

    private sealed class VerboseLogger(AsyncCmdlet cmdlet) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => cmdlet.IsVerbose && logLevel >= LogLevel.Debug;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                cmdlet.Verbose(Redaction.Text(formatter(state, exception)));
        }
    }

    private sealed class VerboseProgress<T>(AsyncCmdlet cmdlet, Func<T, string> text) : IProgress<T>
    {
        public void Report(T value) => cmdlet.Verbose(text(value));
    }
}
