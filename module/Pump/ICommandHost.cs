namespace Deploy.Module.Pump;

/// <summary>
/// What a running command says and asks. PowerShell's pipeline is one host, the <c>deploy</c> console another;
/// a command never touches either directly. Every member may be called from any thread.
/// </summary>
public interface ICommandHost
{
    /// <summary>How the command line was bound: parameter set, given parameters, switches.</summary>
    ICommandBinding Binding { get; }

    /// <summary>Whether verbose text is wanted; saves the work of making it.</summary>
    bool IsVerbose { get; }

    /// <summary>The screen that results go straight to, so that a live view may be drawn there; null where they go elsewhere.</summary>
    HostScreen? Screen { get; }

    /// <summary>Hands one result on and completes when it was consumed, so a slow reader slows the command down.</summary>
    Task WriteAsync(object value);

    /// <summary>The same for results that are all there; in one turn where the host can.</summary>
    async Task WriteAllAsync(IEnumerable<object> values)
    {
        foreach (var value in values)
            await WriteAsync(value);
    }

    /// <summary>Reports a failure of one item; the command goes on unless the user asked to stop at errors.</summary>
    Task ErrorAsync(CommandError error);

    /// <summary>Warns of something that the user should know but that stops nothing.</summary>
    Task WarningAsync(string message);

    /// <summary>Adds verbose text without waiting for it to be shown.</summary>
    void Verbose(string message);

    /// <summary>Shows or updates a progress activity, without waiting.</summary>
    void Progress(CommandProgress progress);

    /// <summary>Asks whether a change may be made: honours -WhatIf and -Confirm. False: leave it.</summary>
    Task<bool> ShouldProcessAsync(CommandChange change);

    /// <summary>Asks a question that -Force would have answered. False: leave it.</summary>
    Task<bool> ShouldContinueAsync(string query, string caption);

    /// <summary>Turns a path that the user typed into a full path, relative to where the user is.</summary>
    string ResolvePath(string path);
}
