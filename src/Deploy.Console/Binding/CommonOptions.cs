using Deploy.Console.Rendering;

namespace Deploy.Console.Binding;

/// <summary>The parameters that every command has.</summary>
internal sealed record CommonOptions
{
    public OutputFormat Output { get; set; } = OutputFormat.Table;

    public ErrorAction ErrorAction { get; set; } = ErrorAction.Default;

    public bool Verbose { get; set; }

    public bool WhatIf { get; set; }

    /// <summary>Null when not given: then the command's own impact decides whether to ask.</summary>
    public bool? Confirm { get; set; }

    public bool SilenceWarnings { get; set; }

    /// <summary>Whether -? was given.</summary>
    public bool Help { get; set; }
}
