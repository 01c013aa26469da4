namespace Deploy.Operations.Maintenance;

/// <summary>What became of a step.</summary>
public enum StepOutcome
{
    /// <summary>Done, or found done already.</summary>
    Done,

    /// <summary>Begun; a later run goes on with it.</summary>
    Begun,

    /// <summary>Not now: a budget, a release or a disruption budget stands against it.</summary>
    Postponed,

    /// <summary>It did not work; the next run tries again.</summary>
    Failed,
}
