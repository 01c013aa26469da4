using System.Management.Automation;

namespace Deploy.Module.Pump;

/// <summary>A failure as both hosts show it: PowerShell as an ErrorRecord, the console on stderr.</summary>
/// <param name="Id">Stable two-level code, for example <c>Image.PullFailed</c>; scripts match on it.</param>
/// <param name="Category">PowerShell's category of the failure; never NotSpecified.</param>
/// <param name="Message">What happened, without secrets.</param>
/// <param name="Suggestion">What to do about it; empty when there is nothing to say.</param>
/// <param name="Target">What the command was working on.</param>
/// <param name="Exception">The failure itself.</param>
/// <param name="IsTerminating">Whether every further item would fail the same way, so the command ends.</param>
public sealed record CommandError(
    string Id, ErrorCategory Category, string Message, string Suggestion, string? Target, Exception Exception, bool IsTerminating);
