using System.Management.Automation;
using System.Reflection;

namespace Deploy.Module.Pump;

/// <summary>The terminal that a cmdlet's output goes straight to, so that it may draw there instead of writing objects.</summary>
/// <param name="HasColour">Whether colours are wanted: NO_COLOR and PowerShell's own settings have been asked.</param>
internal sealed record PipelineScreen(bool HasColour)
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    // Other hosts may show text, but not take control sequences.
    private static readonly string[] Hosts = ["ConsoleHost", "Visual Studio Code Host"];

    /// <summary>The screen of a cmdlet, asked for on the pipeline thread; null where the output is redirected, piped, assigned or collected, or where that cannot be told.</summary>
    public static PipelineScreen? Find(PSCmdlet cmdlet)
    {
        var isTerminal = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb" && Hosts.Contains(cmdlet.Host.Name, StringComparer.Ordinal);
        return isTerminal && EndsAtHost(cmdlet) ? new PipelineScreen(WantsColour(cmdlet)) : null;
    }

    // Neither a redirection (> file) nor an assignment shows in anything public: only in where the pipe ends. Should a
    // later PowerShell name its parts otherwise, objects are written as ever.
    private static bool EndsAtHost(PSCmdlet cmdlet)
    {
        var pipe = Part(cmdlet.CommandRuntime, "OutputPipe");
        var next = Part(Part(pipe, "DownstreamCmdlet"), "Command");
        return next?.GetType().Name is "OutDefaultCommand" or "OutHostCommand";
    }

    private static bool WantsColour(PSCmdlet cmdlet)
    {
        var style = cmdlet.GetVariableValue("PSStyle");
        var rendering = Part(style is PSObject wrapped ? wrapped.BaseObject : style, "OutputRendering")?.ToString();
        return rendering != "PlainText" && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
    }

    private static object? Part(object? owner, string property) => owner?.GetType().GetProperty(property, Any)?.GetValue(owner);
}
