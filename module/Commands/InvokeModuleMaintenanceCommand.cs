using System.Management.Automation;
using Deploy.Module.Binding;
using Deploy.Module.Completion;
using Deploy.Module.Pump;
using Deploy.Operations.Errors;
using Deploy.Operations.Maintenance;
using Deploy.Operations.Traffic;

namespace Deploy.Module.Commands;

/// <summary>Runs the housekeeping that the timers run, by hand.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ModuleMaintenance", SupportsShouldProcess = true)]
[OutputType(typeof(Results.MaintenanceReport))]
public sealed class InvokeModuleMaintenanceCommand : MaintenanceCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Task")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(MaintenanceTaskCompleter))]
    public string[] Name { get; set; } = [.. MaintenanceTasks.Names];

    [Parameter]
    [Alias("A")]
    public SwitchParameter AllNamespaces { get; set; }

    [Parameter]
    public SwitchParameter Hold { get; set; }

    [Parameter]
    public SwitchParameter Wait { get; set; }

    [Parameter]
    [Duration]
    [NoCompletion]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(5);

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ServiceCompleter))]
    public string? ProbeService { get; set; }

    protected override async Task ProcessAsync(CancellationToken ct)
    {
        var options = Over(new() { Archive = new() { Hold = Hold } }).For(AllNamespaces ? null : Cluster.Namespace);
        var context = new MaintenanceContext(Cluster.Client, await FindStoreAsync(ct), options, TimeProvider.System, Logger);
        // Named first, all of them: a misspelt one at the end must not leave the others done.
        foreach (var (name, task) in Array.ConvertAll(Name, name => (name, MaintenanceTasks.Create(name, context))))
            await RunAsync(task, () => Wait ? new MaintenanceRounds(name, context).RunAsync(Timeout, VerboseSteps<MaintenanceStep>(step => step.ToString()), ct) : task.RunAsync(Now, ct), ct);
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private async Task RunAsync(IMaintenanceTask task, Func<Task<MaintenanceReport>> run, CancellationToken ct)
    {
        try
        {
            var plan = await task.PlanAsync(Now, ct);
            var change = new CommandChange(plan.ToString(), $"cluster {Cluster.Connection.Name}", [.. plan.Actions.Select(action => action.ToString())]);
            if (await ConfirmAsync(change))
                await WriteAsync(await ProbedAsync(run, ct));
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            var error = FailureTranslation.Translate(failure);
            await ReportErrorAsync(new DeployException(error.Code, $"{task.Name}: {error.Message}", task.Name, error.Suggestion, error));
        }
    }

    private async Task<MaintenanceReport> ProbedAsync(Func<Task<MaintenanceReport>> run, CancellationToken ct)
    {
        if (ProbeService is null)
            return await run();
        await using var probe = await TrafficProbe.StartAsync(Cluster.Client, ProbeTarget.Parse(ProbeService, Cluster.Namespace), TimeProvider.System, ct);
        var report = await run();
        var traffic = await probe.StopAsync();
        if (traffic.Failed > 0)
            await WarnAsync($"Callers of Service {traffic.Service} saw meanwhile: {traffic}; the first failure: {traffic.FirstFailure}.");
        return report with { Traffic = traffic };
    }
}
