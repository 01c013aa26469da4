namespace Deploy.Operations.Maintenance;

/// <summary>What became of one thing that was due.</summary>
public sealed record MaintenanceStep
{
    public required string Target { get; init; }

    public required string Action { get; init; }

    public required StepOutcome Outcome { get; init; }

    /// <summary>What happened, or why not; never holds a signature.</summary>
    public string Message { get; init; } = "";

    /// <summary>Code of a failure, <c>Source.Type</c>; null otherwise.</summary>
    public string? Code { get; init; }

    public override string ToString() => $"{Target}: {Action}: {Outcome}{(Message.Length == 0 ? "" : " - " + Message)}";
}
