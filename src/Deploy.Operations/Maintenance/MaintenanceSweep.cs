using Deploy.Operations.Errors;
using Microsoft.Extensions.Logging;

namespace Deploy.Operations.Maintenance;

/// <summary>
/// What every task's run has in common: its lease, failures told one by one, and an end that is always a report.
/// </summary>
internal sealed partial class MaintenanceSweep(string task, MaintenanceContext context)
{
    private readonly SweepRecord record = new();
    private MaintenanceLease? held;

    public SweepRecord Record => record;

    /// <summary>This run can do its work: what others take for the task's heartbeat.</summary>
    public void Works() => held?.Works();

    /// <summary>Runs the body while the lease is held.</summary>
    public async Task<MaintenanceReport> RunAsync(Func<CancellationToken, Task> body, CancellationToken ct)
    {
        var start = context.Time.GetUtcNow();
        try
        {
            await using var lease = await MaintenanceLease.TryTakeAsync(context, task, ct);
            if (lease is null)
                return Finish(MaintenanceOutcome.Skipped, start, "Another run of this task is under way.");
            return await RunHeldAsync(body, lease, start, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return Finish(MaintenanceOutcome.Interrupted, start, "It was told to stop.");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var failure = FailureTranslation.Translate(e);
            LogFailed(context.Log, task, failure.Code.Code, failure.Message);
            return Finish(MaintenanceOutcome.Failed, start, $"{failure.Code.Code}: {failure.Message} {failure.Suggestion}");
        }
    }

    /// <summary>Does one step; its failure is told and goes no further.</summary>
    public Task StepAsync(MaintenanceAction action, Func<CancellationToken, Task<StepResult>> step, CancellationToken ct) =>
        TryAsync(action, async token =>
        {
            var result = await step(token);
            record.Add(new() { Target = action.Target, Action = action.Action, Outcome = result.Outcome, Message = result.Message });
        }, ct);

    /// <summary>Does a part of a step, which is told of only when it fails.</summary>
    /// <returns>Whether it succeeded.</returns>
    public async Task<bool> TryAsync(MaintenanceAction action, Func<CancellationToken, Task> part, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        try
        {
            await part(ct);
            return true;
        }
        catch (Exception e) when (!(e is OperationCanceledException && ct.IsCancellationRequested))
        {
            var failure = FailureTranslation.Translate(e, action.Target);
            LogStepFailed(context.Log, task, action.Target, action.Action, failure.Code.Code, failure.Message);
            record.Add(new()
            {
                Target = action.Target, Action = action.Action, Outcome = StepOutcome.Failed, Code = failure.Code.Code, Message = failure.Message,
            });
            return false;
        }
    }

    /// <summary>Does steps side by side, as many at once as the options allow.</summary>
    public Task EachAsync<T>(IEnumerable<T> items, Func<T, CancellationToken, Task> step, CancellationToken ct)
    {
        var pace = new ParallelOptions { MaxDegreeOfParallelism = Math.Clamp(context.Options.Parallel, 1, 64), CancellationToken = ct };
        return Parallel.ForEachAsync(items, pace, async (item, token) => await step(item, token));
    }

    private async Task<MaintenanceReport> RunHeldAsync(Func<CancellationToken, Task> body, MaintenanceLease lease, DateTimeOffset start, CancellationToken ct)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, lease.Lost);
        held = lease;
        try
        {
            await body(both.Token);
        }
        catch (OperationCanceledException) when (lease.Lost.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return Finish(MaintenanceOutcome.Interrupted, start, "It lost its lease to another run.");
        }
        return Finish(record.Failed > 0 ? MaintenanceOutcome.CompletedWithFailures : MaintenanceOutcome.Completed, start, null);
    }

    private MaintenanceReport Finish(MaintenanceOutcome outcome, DateTimeOffset start, string? message)
    {
        var report = record.Report(task, context.Cluster.Connection.Name, outcome, start, context.Time.GetUtcNow(), message);
        LogFinished(context.Log, task, report.Cluster, outcome, report.Done, report.Begun, report.Postponed, report.Failed);
        return report;
    }

    [LoggerMessage(EventId = 4101, Level = LogLevel.Information,
        Message = "{Task} on {Cluster}: {Outcome}, {Done} done, {Begun} begun, {Postponed} postponed, {Failed} failed")]
    private static partial void LogFinished(
        ILogger logger, string task, string cluster, MaintenanceOutcome outcome, int done, int begun, int postponed, int failed);

    [LoggerMessage(EventId = 4102, Level = LogLevel.Error, Message = "{Task} could not run: {Code} {Text}")]
    private static partial void LogFailed(ILogger logger, string task, string code, string text);

    [LoggerMessage(EventId = 4103, Level = LogLevel.Warning, Message = "{Task}: {Target}: {Action} failed: {Code} {Text}")]
    private static partial void LogStepFailed(ILogger logger, string task, string target, string action, string code, string text);
}
