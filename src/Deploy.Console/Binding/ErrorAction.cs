namespace Deploy.Console.Binding;

/// <summary>What a failure does to what follows; names and meanings as in PowerShell.</summary>
internal enum ErrorAction
{
    /// <summary>Not given: one command goes on with its next item, a runbook stops.</summary>
    Default,

    /// <summary>Report and go on, in a runbook too.</summary>
    Continue,

    /// <summary>Report and stop at once.</summary>
    Stop,

    /// <summary>Go on without a word.</summary>
    SilentlyContinue,

    /// <summary>Go on without a word.</summary>
    Ignore,
}
