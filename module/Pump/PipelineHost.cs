using System.Management.Automation;
using System.Runtime.ExceptionServices;

namespace Deploy.Module.Pump;

/// <summary>PowerShell as a command's host: everything goes to the pipeline thread through the pump.</summary>
internal sealed class PipelineHost : ICommandHost, ICommandBinding, IScriptHost
{
    private readonly PSCmdlet cmdlet;
    private readonly PipelinePump pump;
    private readonly string location;

    /// <summary>Must be made on the pipeline thread.</summary>
    public PipelineHost(PSCmdlet cmdlet, PipelinePump pump)
    {
        this.cmdlet = cmdlet;
        this.pump = pump;
        location = cmdlet.SessionState.Path.CurrentFileSystemLocation.Path;
        IsVerbose = WantsVerbose();
        // Verbose text would go right through what is drawn.
        Screen = IsVerbose ? null : PipelineScreen.Find(cmdlet);
    }

    public ICommandBinding Binding => this;

    public bool IsVerbose { get; }

    public HostScreen? Screen { get; }

    public string ParameterSetName => cmdlet.ParameterSetName;

    public bool IsBound(string parameter) => cmdlet.MyInvocation.BoundParameters.ContainsKey(parameter);

    public bool? Switch(string parameter) => null;

    public Task WriteAsync(object value) => pump.SendAsync(() => cmdlet.WriteObject(value));

    public Task WriteAllAsync(IEnumerable<object> values) => pump.SendAsync(() => cmdlet.WriteObject(values, enumerateCollection: true));

    public Task ErrorAsync(CommandError error) => pump.SendAsync(() => cmdlet.WriteError(CommandErrors.ToRecord(error)));

    public Task WarningAsync(string message) => pump.SendAsync(() => cmdlet.WriteWarning(message));

    public void Verbose(string message)
    {
        if (IsVerbose)
            pump.Post(() => cmdlet.WriteVerbose(message));
    }

    public void Progress(CommandProgress progress) => pump.Post(() => cmdlet.WriteProgress(RecordOf(progress)));

    public async Task<bool> ShouldProcessAsync(CommandChange change)
    {
        var answer = false;
        await pump.SendAsync(() => answer = cmdlet.ShouldProcess(change.Description, change.Question, "Confirm"));
        return answer;
    }

    public async Task<bool> ShouldContinueAsync(string query, string caption)
    {
        var answer = false;
        await pump.SendAsync(() => answer = cmdlet.ShouldContinue(query, caption));
        return answer;
    }

    public async Task<IReadOnlyList<object?>> InvokeAsync(ScriptBlock script, object argument)
    {
        IReadOnlyList<object?> output = [];
        ExceptionDispatchInfo? failure = null;
        await pump.SendAsync(() =>
        {
            try
            {
                output = [.. script.InvokeWithContext(null, [new PSVariable("_", argument)], argument).Select(item => item?.BaseObject)];
            }
            catch (RuntimeException e) when (e is not PipelineStoppedException)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        failure?.Throw();
        return output;
    }

    public string ResolvePath(string path)
    {
        if (path == "~" || path.StartsWith("~/", StringComparison.Ordinal) || path.StartsWith("~\\", StringComparison.Ordinal))
            path = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + path[1..];
        return Path.GetFullPath(path, location);
    }

    private bool WantsVerbose() =>
        cmdlet.MyInvocation.BoundParameters.TryGetValue("Verbose", out var given)
            ? ((SwitchParameter)given).ToBool()
            : cmdlet.GetVariableValue("VerbosePreference") is { } preference
                && !string.Equals(preference.ToString(), nameof(ActionPreference.SilentlyContinue), StringComparison.OrdinalIgnoreCase);

    private static ProgressRecord RecordOf(CommandProgress progress) =>
        new(progress.Id, progress.Activity, progress.Status.Length == 0 ? " " : progress.Status)
        {
            PercentComplete = progress.Percent ?? -1,
            ParentActivityId = progress.ParentId ?? -1,
            RecordType = progress.IsCompleted ? ProgressRecordType.Completed : ProgressRecordType.Processing,
        };
}
