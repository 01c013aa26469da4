using Deploy.Kubernetes;
using Deploy.Operations.Errors;
using Microsoft.Extensions.Logging;

namespace Deploy.Operations.Maintenance;

/// <summary>
/// Maintenance in a process of its own, for a service or a container: chooses the tasks that can be done with this account and this
/// store, runs them by their schedules until it is told to stop, and logs what comes of each run.
/// </summary>
/// <param name="targets">A namespace each, or one for the whole cluster; all with the same store.</param>
/// <param name="log">Its log.</param>
public sealed partial class MaintenanceService(IReadOnlyList<MaintenanceContext> targets, ILogger log)
{
    /// <summary>Variables that are named as ours and mean nothing; told at the start.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <summary>Ends without an error when it is told to stop, once the runs under way have ended and given their leases back.</summary>
    /// <param name="wanted">Names of tasks; null: all that can be done. One that is named and cannot be done is an error.</param>
    /// <param name="ct">Tells it to stop.</param>
    /// <exception cref="DeployException">There is no such task, it cannot be done here, or none can.</exception>
    public async Task RunAsync(IReadOnlyList<string>? wanted, CancellationToken ct)
    {
        foreach (var name in Unknown)
            LogUnknown(log, name);
        var tasks = await ChooseAsync(wanted, ct);
        var loops = new List<Task>();
        foreach (var target in targets)
        {
            string[] own = [.. tasks.Where(task => MaintenanceTasks.PlacesOf(task, targets).Contains(target))];
            LogBegin(log, target.Cluster.Connection.Name, Place(target), string.Join(", ", own));
            loops.Add(new MaintenanceLoop(target, tasks: own).RunAsync(new Telling(log, Place(target)), ct));
        }
        await Task.WhenAll(loops);
        LogEnd(log);
    }

    private async Task<IReadOnlyList<string>> ChooseAsync(IReadOnlyList<string>? wanted, CancellationToken ct)
    {
        var chosen = new List<string>();
        foreach (var name in (wanted ?? MaintenanceTasks.Names).Select(name => MaintenanceTasks.Create(name, targets[0]).Name).Distinct(StringComparer.Ordinal))
        {
            var lack = targets[0].Store is null && MaintenanceRights.OfStore.Contains(name) ? "no store is named"
                : await MaintenanceRights.FindLackAsync(name, targets[0].Cluster, ct) is { } right ? $"this account may not {right}"
                : null;
            if (lack is null)
                chosen.Add(name);
            else if (wanted is not null)
                throw new DeployException(DeployCodes.InvalidParameter, $"{name} cannot be done here: {lack}.", name, "Name the store, get the account what it lacks, or leave the task out.");
            else
                LogLeftOut(log, name, lack);
        }
        return chosen.Count > 0 ? chosen : throw new DeployException(DeployCodes.InvalidParameter, "No task can be done here.", suggestion: "Name the store (DEPLOY_STORE), and get the account the rights; docs/maintenance.md lists them.");
    }

    private static string Place(MaintenanceContext target) => target.Options.Namespace ?? "all namespaces";

    [LoggerMessage(EventId = 4131, Level = LogLevel.Information, Message = "Maintenance of {Cluster}, {Place}, begins: {Tasks}")]
    private static partial void LogBegin(ILogger logger, string cluster, string place, string tasks);

    [LoggerMessage(EventId = 4132, Level = LogLevel.Warning, Message = "{Task} is left out: {Lack}")]
    private static partial void LogLeftOut(ILogger logger, string task, string lack);

    [LoggerMessage(EventId = 4137, Level = LogLevel.Warning, Message = "{Name} is no setting of ours and does nothing; see docs/maintenance.md")]
    private static partial void LogUnknown(ILogger logger, string name);

    [LoggerMessage(EventId = 4133, Level = LogLevel.Information, Message = "Maintenance is stopped")]
    private static partial void LogEnd(ILogger logger);

    /// <summary>What came of runs, as a log tells it: nothing of one that found nothing to do, unless all is wanted.</summary>
    private sealed partial class Telling(ILogger log, string place) : IProgress<MaintenanceReport>
    {
        public void Report(MaintenanceReport value)
        {
            foreach (var warning in value.Warnings)
                LogWarning(log, value.Task, place, Redaction.Text(warning));
            if (MaintenanceTick.Failure(value) is { } failure)
                LogFailure(log, value.Task, place, failure);
            else
                LogRun(log, value is { Done: 0, Begun: 0, Failed: 0 } ? LogLevel.Debug : LogLevel.Information, value.Task, place, value.Outcome, value.Examined, value.Done, value.Begun, value.Postponed, value.Failed);
        }

        [LoggerMessage(EventId = 4134, Level = LogLevel.Warning, Message = "{Task}, {Place}: {Text}")]
        private static partial void LogWarning(ILogger logger, string task, string place, string text);

        [LoggerMessage(EventId = 4135, Level = LogLevel.Error, Message = "{Task}, {Place}, failed: {Why}")]
        private static partial void LogFailure(ILogger logger, string task, string place, string why);

        [LoggerMessage(EventId = 4136, Message = "{Task}, {Place}: {Outcome}, {Examined} examined, {Done} done, {Begun} begun, {Postponed} postponed, {Failed} failed")]
        private static partial void LogRun(ILogger logger, LogLevel level, string task, string place, MaintenanceOutcome outcome, int examined, int done, int begun, int postponed, int failed);
    }
}
