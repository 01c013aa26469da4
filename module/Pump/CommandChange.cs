namespace Deploy.Module.Pump;

/// <summary>One change that a command is about to make, as -WhatIf and -Confirm tell it.</summary>
/// <param name="Action">What is done, in the imperative: <c>Resize to 5 replicas</c>.</param>
/// <param name="Target">What it is done to, with its namespace and cluster.</param>
/// <param name="Details">What will change and why, one line each; shown by -WhatIf and before a question.</param>
public sealed record CommandChange(string Action, string Target, IReadOnlyList<string> Details)
{
    /// <summary>A change that needs no further explanation.</summary>
    public CommandChange(string action, string target) : this(action, target, []) { }

    /// <summary>The whole description: one sentence, then the details indented.</summary>
    public string Description
    {
        get
        {
            var sentence = $"Performing the operation \"{Action}\" on target \"{Target}\".";
            return Details.Count == 0 ? sentence : sentence + "\n  " + string.Join("\n  ", Details);
        }
    }

    /// <summary>The question that -Confirm asks.</summary>
    public string Question => Description + "\nContinue with this operation?";
}
