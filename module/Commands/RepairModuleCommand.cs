using System.Management.Automation;
using Deploy.Module.Binding;
using Deploy.Module.Completion;
using Deploy.Module.Connection;
using Deploy.Module.Pump;
using Deploy.Operations.Releases;
using Deploy.Operations.Repair;

namespace Deploy.Module.Commands;

/// <summary>Finds what releases and removals left behind, explains it and clears it.</summary>
[Cmdlet(VerbsDiagnostic.Repair, "Module", SupportsShouldProcess = true)]
[OutputType(typeof(Results.RepairOutcome))]
public sealed class RepairModuleCommand : StoreCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Module")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModuleCompleter))]
    public string[] Name { get; set; } = ["*"];

    [Parameter]
    [Alias("A")]
    public SwitchParameter AllNamespaces { get; set; }

    [Parameter]
    [Duration]
    [NoCompletion]
    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(10);

    protected override async Task ProcessAsync(CancellationToken ct)
    {
        var repair = new ModuleRepair(Cluster.Client, TimeProvider.System, new ReleaseEnvironment
        {
            Logger = Logger,
            Archive = ReleaseArchive.To(Cluster.Client, FindStoreAsync, TimeProvider.System),
        });
        foreach (var name in Name)
            await EachAsync(async () =>
            {
                var plan = await repair.PlanAsync(AllNamespaces ? null : Cluster.Namespace, name, Patience, ct);
                foreach (var finding in plan.Findings)
                    await WriteAsync(await OneAsync(repair, finding, ct));
            });
    }

    // What nobody but its holder can clear is told all the same; it needs no consent.
    private async Task<RepairOutcome> OneAsync(ModuleRepair repair, RepairFinding finding, CancellationToken ct)
    {
        var target = $"{finding.Target} in namespace {finding.Namespace} of cluster {Cluster.Connection.Name}";
        if (finding.CanRepair && !await ConfirmAsync(new CommandChange($"repair {finding.Kind}", target, [finding.Explanation, $"remedy: {finding.Remedy}"])))
            return new RepairOutcome(finding, false, $"Not repaired. The remedy: {finding.Remedy}.");
        return (await repair.RunAsync(new RepairPlan([finding]), ct))[0];
    }
}
