using System.Management.Automation;
using Deploy.Module.Completion;

namespace Deploy.Module.Commands;

/// <summary>Lets a running release wait where it is.</summary>
[Cmdlet(VerbsLifecycle.Suspend, "ModuleRelease", SupportsShouldProcess = true)]
[OutputType(typeof(Results.Release))]
public sealed class SuspendModuleReleaseCommand : ReleaseCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Module")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModuleCompleter))]
    public string[] Name { get; set; } = [];

    protected override async Task ProcessAsync(CancellationToken ct)
    {
        foreach (var name in await ModuleNames.ResolveOpenAsync(Cluster, Name, ct))
            await EachAsync(async () => await CarryOutAsync(await Releases.PlanSuspendAsync(Cluster.Namespace, name, Options, ct), ct));
    }
}
