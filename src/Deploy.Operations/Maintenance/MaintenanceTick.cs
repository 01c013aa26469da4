using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Deploy.Kubernetes;
using Deploy.Operations.Errors;

namespace Deploy.Operations.Maintenance;

/// <summary>How long one run of a task may take that a timer began.</summary>
/// <param name="Whole">A run that takes longer is told to stop; the next one goes on from there.</param>
public sealed record TickLimits(TimeSpan Whole)
{
    /// <summary>Eight minutes: four fifths of what the Functions host allows by default.</summary>
    public static TickLimits Default { get; } = new(TimeSpan.FromMinutes(8));

    /// <summary>A cluster that answers nothing for so long is given up for this time: a quarter of the whole, at most 20 s.</summary>
    public TimeSpan Silence { get; } = TimeSpan.FromTicks(Math.Min(TimeSpan.FromSeconds(20).Ticks, Whole.Ticks / 4));
}

/// <summary>
/// Runs a task once, as a timer does: it always ends with a report, within its limits, also on a cluster that says nothing any
/// more, so that neither the task's next run nor that of another cluster is late for it.
/// </summary>
public static class MaintenanceTick
{
    /// <summary>Name of the source of its traces and of the meter of its counts.</summary>
    public const string TelemetryName = "Deploy.Maintenance";

    private static readonly ActivitySource Activities = new(TelemetryName);
    private static readonly Meter Meter = new(TelemetryName);
    private static readonly Counter<long> Runs = Meter.CreateCounter<long>("deploy.maintenance.runs", "{run}", "Runs by task, cluster and outcome");
    private static readonly Counter<long> Steps = Meter.CreateCounter<long>("deploy.maintenance.steps", "{step}", "Steps by task, cluster and outcome");
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("deploy.maintenance.duration", "s", "Duration of a run");

    // A run that was told to stop ends after the step that it is at, and gives its lease back.
    private static readonly TimeSpan Ending = TimeSpan.FromSeconds(5);

    /// <param name="task">Name of the task, see <see cref="MaintenanceTasks.Names"/>.</param>
    /// <param name="context">What it works on and with.</param>
    /// <param name="limits">How long it may take; the defaults where null.</param>
    /// <param name="ct">Tells it to stop.</param>
    public static async Task<MaintenanceReport> RunAsync(string task, MaintenanceContext context, TickLimits? limits = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var activity = Activities.StartActivity($"{task} {context.Cluster.Connection.Name}");
        var report = await RunWithinAsync(task, context, limits ?? TickLimits.Default, ct);
        Count(report);
        activity?.SetTag("deploy.outcome", report.Outcome.ToString());
        if (Failure(report) is { } failure)
            activity?.SetStatus(ActivityStatusCode.Error, failure);
        return report;
    }

    /// <summary>
    /// Why a run counts as failed, without secrets; null when it does not. One whose every step failed looked after nothing either;
    /// single failures are the next run's work.
    /// </summary>
    public static string? Failure(MaintenanceReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return report switch
        {
            { Outcome: MaintenanceOutcome.Failed } => Redaction.Text(report.Message),
            { Outcome: MaintenanceOutcome.CompletedWithFailures, Done: 0, Begun: 0 } when report.Steps.FirstOrDefault(step => step.Outcome is StepOutcome.Failed) is { } first =>
                Redaction.Text($"{report.Failed} steps failed and none succeeded, the first on {first.Target}: {first.Code}: {first.Message}"),
            _ => null,
        };
    }

    private static void Count(MaintenanceReport report)
    {
        KeyValuePair<string, object?> task = new("task", report.Task), cluster = new("cluster", report.Cluster);
        Runs.Add(1, task, cluster, new("outcome", report.Outcome.ToString()));
        Steps.Add(report.Done, task, cluster, new("outcome", "done"));
        Steps.Add(report.Postponed, task, cluster, new("outcome", "postponed"));
        Steps.Add(report.Failed, task, cluster, new("outcome", "failed"));
        Duration.Record((report.EndedOn - report.StartedOn).TotalSeconds, task, cluster);
    }

    private static async Task<MaintenanceReport> RunWithinAsync(string task, MaintenanceContext context, TickLimits limits, CancellationToken ct)
    {
        var (time, start) = (context.Time, context.Time.GetUtcNow());
        using var whole = new CancellationTokenSource(limits.Whole, time);
        using var silent = new CancellationTokenSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, whole.Token, silent.Token);
        var run = Task.Run(() => MaintenanceTasks.Create(task, context).RunAsync(start, stop.Token), CancellationToken.None);
        var watch = WatchAsync(context, limits.Silence, silent, stop.Token);
        MaintenanceReport? report = null;
        try
        {
            await Task.WhenAny(run, Task.Delay(Timeout.InfiniteTimeSpan, time, stop.Token));
            report = await run.WaitAsync(Ending, time, CancellationToken.None);
        }
        catch (TimeoutException) when (!run.IsCompleted)
        {
            // It waits for an answer that does not come, to give its lease back most likely, and is left to that.
        }
        catch (Exception e)
        {
            report = End(MaintenanceOutcome.Failed, FailureTranslation.Translate(e));
        }
        await stop.CancelAsync();
        await watch;
        if (report is { Outcome: not MaintenanceOutcome.Interrupted })
            return report;
        if (silent.IsCancellationRequested)
            return End(MaintenanceOutcome.Failed, new(KubeApiServerCodes.Timeout, string.Create(CultureInfo.InvariantCulture, $"It answered nothing for {limits.Silence.TotalSeconds:0.#} s.")));
        if (whole.IsCancellationRequested)
            return End(MaintenanceOutcome.Failed, new(DeployCodes.TimedOut, $"It did not end within {limits.Whole}.", suggestion: "The next run goes on from there."));
        return report ?? End(MaintenanceOutcome.Interrupted, new(DeployCodes.Cancelled, "It was told to stop and did not in time; its lease runs out by itself."));

        MaintenanceReport End(MaintenanceOutcome outcome, DeployException why)
        {
            report ??= new() { Task = task, Cluster = context.Cluster.Connection.Name, Outcome = outcome, StartedOn = start, EndedOn = start };
            return report with { Outcome = outcome, EndedOn = time.GetUtcNow(), Message = $"{why.Code.Code}: {why.Message} {why.Suggestion}" };
        }
    }

    // Whatever a run waits for, a server that is there says at once which version it is.
    private static async Task WatchAsync(MaintenanceContext context, TimeSpan limit, CancellationTokenSource silent, CancellationToken ct)
    {
        try
        {
            while (true)
            {
                using var patience = new CancellationTokenSource(limit, context.Time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, ct);
                try
                {
                    await context.Cluster.GetTextAsync("/version", either.Token);
                }
                catch (KubernetesException)
                {
                    // An answer all the same, or a failure that the run meets too and tells in its own words.
                }
                await Task.Delay(limit / 2, context.Time, ct);
            }
        }
        catch (OperationCanceledException)
        {
            // The run has ended, or no answer has come.
            if (!ct.IsCancellationRequested)
                await silent.CancelAsync();
        }
    }
}
