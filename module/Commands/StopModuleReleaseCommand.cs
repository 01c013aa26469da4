using System.Management.Automation;
using Deploy.Module.Completion;

namespace Deploy.Module.Commands;

/// <summary>Ends an open release where it stands, or rolls it back.</summary>
[Cmdlet(VerbsLifecycle.Stop, "ModuleRelease", SupportsShouldProcess = true)]
[OutputType(typeof(Results.Release))]
public sealed class StopModuleReleaseCommand : ReleaseCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Module")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModuleCompleter))]
    public string[] Name { get; set; } = [];

    [Parameter]
    public SwitchParameter Rollback { get; set; }

    protected override async Task ProcessAsync(CancellationToken ct)
    {
        foreach (var name in await ModuleNames.ResolveOpenAsync(Cluster, Name, ct))
            await EachAsync(async () => await CarryOutAsync(await Releases.PlanStopAsync(Cluster.Namespace, name, Rollback, Options, ct), ct));
    }
}
