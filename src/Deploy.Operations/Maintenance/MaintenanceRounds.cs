using Deploy.Operations.Errors;

namespace Deploy.Operations.Maintenance;

/// <summary>
/// Runs a task again and again, as its timer would, until nothing is left of what was due when it began. What becomes
/// due meanwhile is the timer's.
/// </summary>
public sealed class MaintenanceRounds
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);
    private readonly MaintenanceContext context;
    private readonly IMaintenanceTask task;
    private readonly Dictionary<string, MaintenanceStep> steps = new(StringComparer.Ordinal);
    private int done;

    /// <param name="name">Name of the task, see <see cref="MaintenanceTasks.Names"/>.</param>
    /// <param name="context">What it works on and with.</param>
    /// <exception cref="DeployException">There is no such task.</exception>
    public MaintenanceRounds(string name, MaintenanceContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        // Replicas tell the second in which they were created: one of this very second may be a replacement already.
        var now = context.Time.GetUtcNow();
        var bound = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        this.context = context.With(context.Options with { Recycle = context.Options.Recycle with { CreatedBefore = bound } });
        task = MaintenanceTasks.Create(name, this.context);
    }

    /// <summary>What the first round would do. Changes nothing.</summary>
    public Task<MaintenancePlan> PlanAsync(CancellationToken ct = default) => task.PlanAsync(context.Time.GetUtcNow(), ct);

    /// <summary>Runs until it is through; the report tells of all rounds.</summary>
    /// <param name="timeout">How long to go on; what is begun then is finished by the next run.</param>
    /// <param name="progress">Told of each step when it has news.</param>
    /// <exception cref="DeployException"><c>Deploy.TimedOut</c>: begun, not finished in time.</exception>
    public async Task<MaintenanceReport> RunAsync(TimeSpan timeout, IProgress<MaintenanceStep>? progress = null, CancellationToken ct = default)
    {
        var start = context.Time.GetUtcNow();
        while (true)
        {
            var last = await task.RunAsync(context.Time.GetUtcNow(), ct);
            Take(last, progress);
            if (last is { Begun: 0, Postponed: 0, Failed: 0 } and not { Outcome: MaintenanceOutcome.Skipped } || last.Outcome is MaintenanceOutcome.Failed or MaintenanceOutcome.Interrupted)
                return last with { StartedOn = start, Done = done, Steps = [.. steps.Values.Take(MaintenanceReport.MaxSteps)] };
            if (context.Time.GetUtcNow() - start >= timeout)
                throw TimedOut(last);
            await Task.Delay(Poll, context.Time, ct);
        }
    }

    private void Take(MaintenanceReport round, IProgress<MaintenanceStep>? progress)
    {
        done += round.Done;
        foreach (var step in round.Steps)
        {
            if (steps.GetValueOrDefault(step.Target) is { } before && (before.Action, before.Outcome, before.Message) == (step.Action, step.Outcome, step.Message))
                continue;
            steps[step.Target] = step;
            progress?.Report(step);
        }
    }

    private DeployException TimedOut(MaintenanceReport last)
    {
        var open = last.Steps.Where(step => step.Outcome != StepOutcome.Done).Select(step => step.Message.Length > 0 ? step.Message : step.Action);
        return new DeployException(DeployCodes.TimedOut,
            $"{task.Name}: {last.Begun} begun, {last.Postponed} postponed, {last.Failed} failed: {string.Join("; ", open.Append(last.Message ?? "").Where(text => text.Length > 0).Distinct(StringComparer.Ordinal).Take(3))}",
            task.Name, "What was begun is finished by the next run, of the timer or by hand.");
    }
}
