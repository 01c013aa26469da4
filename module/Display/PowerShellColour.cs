using System.Management.Automation;
using System.Reflection;

namespace Deploy.Module.Display;

/// <summary>Whether PowerShell shows colours now: what $PSStyle.OutputRendering says, and never in text that the system redirects.</summary>
internal static class PowerShellColour
{
    // The reference assembly is older than $PSStyle.
    private static readonly object? Style = typeof(PSObject).Assembly.GetType("System.Management.Automation.PSStyle")?.GetProperty("Instance")?.GetValue(null);
    private static readonly PropertyInfo? Rendering = Style?.GetType().GetProperty("OutputRendering");

    public static bool IsWanted() => Rendering?.GetValue(Style)?.ToString() switch
    {
        "PlainText" => false,
        "Ansi" => true,
        _ => !Console.IsOutputRedirected,
    };
}
