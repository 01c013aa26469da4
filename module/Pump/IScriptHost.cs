using System.Management.Automation;

namespace Deploy.Module.Pump;

/// <summary>A host that can run script blocks: PowerShell's pipeline.</summary>
internal interface IScriptHost
{
    /// <summary>Runs a script block on the pipeline thread, with the argument also as <c>$_</c>. What the script throws is thrown here.</summary>
    Task<IReadOnlyList<object?>> InvokeAsync(ScriptBlock script, object argument);
}
