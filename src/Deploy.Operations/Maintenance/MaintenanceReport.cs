using Deploy.Operations.Traffic;

namespace Deploy.Operations.Maintenance;

/// <summary>What one run of a task did.</summary>
public sealed record MaintenanceReport
{
    /// <summary>Most steps that a report lists; the counts tell of all.</summary>
    public const int MaxSteps = 1000;

    /// <summary>Name of the task.</summary>
    public required string Task { get; init; }

    /// <summary>Name of the cluster that it ran on.</summary>
    public required string Cluster { get; init; }

    public required MaintenanceOutcome Outcome { get; init; }

    public required DateTimeOffset StartedOn { get; init; }

    public required DateTimeOffset EndedOn { get; init; }

    /// <summary>Objects looked at.</summary>
    public int Examined { get; init; }

    public int Done { get; init; }

    public int Begun { get; init; }

    public int Postponed { get; init; }

    public int Failed { get; init; }

    /// <summary>Steps in the order in which they ended, failures always among them, at most <see cref="MaxSteps"/>.</summary>
    public IReadOnlyList<MaintenanceStep> Steps { get; init; } = [];

    /// <summary>What an operator should know though nothing failed.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What callers saw meanwhile, where they were asked for; null otherwise.</summary>
    public TrafficReport? Traffic { get; init; }

    /// <summary>Why the run as a whole did not complete; null when it did.</summary>
    public string? Message { get; init; }

    public override string ToString() =>
        $"{Task} on {Cluster}: {Outcome}, {Examined} examined, {Done} done, {Begun} begun, {Postponed} postponed, {Failed} failed";
}
