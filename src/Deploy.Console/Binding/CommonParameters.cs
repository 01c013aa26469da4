using Deploy.Console.CommandLine;
using Deploy.Console.Rendering;

namespace Deploy.Console.Binding;

/// <summary>Recognizes the parameters that every command has.</summary>
internal static class CommonParameters
{
    private static readonly string[] Everywhere = ["Output", "ErrorAction", "Verbose", "Debug", "WarningAction"];
    private static readonly string[] WithShouldProcess = ["Output", "ErrorAction", "Verbose", "Debug", "WarningAction", "WhatIf", "Confirm"];

    /// <summary>The names that a command has besides its own.</summary>
    public static IReadOnlyList<string> Names(CommandMetadata command) =>
        command.SupportsShouldProcess ? WithShouldProcess : Everywhere;

    /// <summary>The common parameter with exactly this name or alias; null when there is none.</summary>
    public static string? Exact(CommandMetadata command, string name)
    {
        var full = name.ToUpperInvariant() switch
        {
            "O" => "Output",
            "EA" => "ErrorAction",
            "VB" => "Verbose",
            "DB" => "Debug",
            "WA" => "WarningAction",
            "WI" => "WhatIf",
            "CF" => "Confirm",
            _ => name,
        };
        foreach (var known in Names(command))
        {
            if (string.Equals(known, full, StringComparison.OrdinalIgnoreCase))
                return known;
        }
        return null;
    }

    public static bool IsSwitch(string name) => name is "Verbose" or "Debug" or "WhatIf" or "Confirm";

    /// <summary>Takes over the value of a switch.</summary>
    public static void Set(CommonOptions options, string name, bool value)
    {
        switch (name)
        {
            case "Verbose" or "Debug":
                options.Verbose = value;
                break;
            case "WhatIf":
                options.WhatIf = value;
                break;
            default:
                options.Confirm = value;
                break;
        }
    }

    /// <summary>Takes over a value.</summary>
    /// <exception cref="UsageException">The value is none of those allowed.</exception>
    public static void Set(CommonOptions options, string name, string value)
    {
        switch (name)
        {
            case "Output":
                options.Output = One<OutputFormat>(name, value, "table, list, json or wide");
                break;
            case "WarningAction":
                options.SilenceWarnings = One<ErrorAction>(name, value, "Continue, SilentlyContinue, Ignore or Stop")
                    is ErrorAction.SilentlyContinue or ErrorAction.Ignore;
                break;
            default:
                options.ErrorAction = One<ErrorAction>(name, value, "Continue, Stop, SilentlyContinue or Ignore");
                break;
        }
    }

    private static T One<T>(string name, string value, string allowed) where T : struct, Enum =>
        value.Length > 0 && char.IsLetter(value[0]) && Enum.TryParse<T>(value, ignoreCase: true, out var known)
            ? known
            : throw new UsageException($"-{name} must be {allowed}, not '{value}'.");
}
