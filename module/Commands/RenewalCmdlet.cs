using System.Management.Automation;
using Deploy.Module.Binding;
using Deploy.Module.Completion;
using Deploy.Module.Connection;
using Deploy.Module.Pump;
using Deploy.Operations.Maintenance;
using Deploy.Operations.Maintenance.Recycling;

namespace Deploy.Module.Commands;

/// <summary>A cmdlet that restarts or removes single replicas.</summary>
public abstract class RenewalCmdlet : StoreCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Replica")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ReplicaCompleter))]
    public string[] Name { get; set; } = [];

    [Parameter]
    [Duration]
    [NoCompletion]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(5);

    private protected abstract RenewalKind Kind { get; }

    /// <summary>What is done, in the imperative.</summary>
    private protected abstract string Verb { get; }

    protected override async Task ProcessAsync(CancellationToken ct)
    {
        var names = await ReplicaNames.ResolveAsync(Cluster, Name, ct);
        if (names.Count == 0)
            return;
        var renewal = new ReplicaRenewal(new MaintenanceContext(Cluster.Client, await FindStoreAsync(ct), new MaintenanceOptions { Namespace = Cluster.Namespace }));
        var plan = await renewal.PlanAsync(Cluster.Namespace, names, Kind, ct);
        var change = new CommandChange(
            Verb,
            Cluster.Describe(names.Count == 1 ? "replica" : "replicas", string.Join(", ", names)),
            [.. plan.Actions.Select(action => action.ToString())]);
        if (!await ConfirmAsync(change))
            return;
        foreach (var step in await renewal.RunAsync(Cluster.Namespace, names, Kind, Timeout, VerboseSteps<MaintenanceStep>(step => step.ToString()), ct))
            await WriteAsync(step);
    }
}
