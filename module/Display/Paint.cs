namespace Deploy.Module.Display;

/// <summary>
/// Colours states, only where somebody sees them. PowerShell takes the colours out again when it writes text or files.
/// </summary>
public static class Paint
{
    private const string Reset = "\e[0m";

    /// <summary>Whether colours are written; null lets PowerShell's own settings decide.</summary>
    public static bool? IsEnabled { get; set; }

    /// <summary>The name of a state in its colour: green works, yellow is on its way, red needs somebody, grey is over.</summary>
    public static string State(object? value)
    {
        var text = Show.Text(value);
        return ColourOf(text) is { } colour && (IsEnabled ?? PowerShellColour.IsWanted()) ? colour + text + Reset : text;
    }

    /// <summary>The sequence that begins a state's colour; null for a word that has none.</summary>
    internal static string? ColourOf(string state) => state switch
    {
        "Responsive" or "Ready" or "Current" or "Up" or "UP" or "Running" or "Activated" or "Done" or "Completed" => "\e[32m",
        "Starting" or "Started" or "Progressing" or "Paused" or "Unknown" or "UNKNOWN" or "Begun" or "Postponed" or "Skipped" or "Interrupted" => "\e[33m",
        "Unresponsive" or "StartingError" or "Failed" or "Degraded" or "Down" or "DOWN" or "CompletedWithFailures" => "\e[31m",
        "Decommissioned" or "Deleted" or "Superseded" or "Unpublished" or "Closed" or "RolledBack" or "Empty" => "\e[90m",
        _ => null,
    };
}
