using System.Collections.Concurrent;

namespace Deploy.Operations.Maintenance;

/// <summary>Collects what a run does, from several threads.</summary>
internal sealed class SweepRecord
{
    private readonly ConcurrentQueue<MaintenanceStep> steps = new();
    private readonly ConcurrentQueue<string> warnings = new();
    private int examined;
    private int done;
    private int begun;
    private int postponed;
    private int failed;

    public int Failed => failed;

    public void Examine(int count = 1) => Interlocked.Add(ref examined, count);

    public void Warn(string text) => warnings.Enqueue(text);

    public void Add(MaintenanceStep step)
    {
        Interlocked.Increment(ref Counter(step.Outcome));
        if (steps.Count < MaintenanceReport.MaxSteps || step.Outcome == StepOutcome.Failed)
            steps.Enqueue(step);
    }

    public MaintenanceReport Report(string task, string cluster, MaintenanceOutcome outcome, DateTimeOffset start, DateTimeOffset end, string? message) => new()
    {
        Task = task,
        Cluster = cluster,
        Outcome = outcome,
        StartedOn = start,
        EndedOn = end,
        Examined = examined,
        Done = done,
        Begun = begun,
        Postponed = postponed,
        Failed = failed,
        Steps = [.. steps.OrderByDescending(s => s.Outcome == StepOutcome.Failed).Take(MaintenanceReport.MaxSteps)],
        Warnings = [.. warnings.Distinct(StringComparer.Ordinal)],
        Message = message,
    };

    private ref int Counter(StepOutcome outcome)
    {
        switch (outcome)
        {
            case StepOutcome.Done: return ref done;
            case StepOutcome.Begun: return ref begun;
            case StepOutcome.Postponed: return ref postponed;
            default: return ref failed;
        }
    }
}
