namespace Deploy.Operations.Maintenance;

/// <summary>How a step ended that did not fail.</summary>
internal sealed record StepResult(StepOutcome Outcome, string Message = "")
{
    public static readonly StepResult Done = new(StepOutcome.Done);

    public static readonly StepResult Gone = new(StepOutcome.Done, "It is gone.");

    public static readonly StepResult Changed = Postponed("It changed or went meanwhile.");

    public static StepResult Begun(string message) => new(StepOutcome.Begun, message);

    public static StepResult Postponed(string why) => new(StepOutcome.Postponed, why);
}
