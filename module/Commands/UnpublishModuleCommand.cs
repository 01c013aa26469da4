using System.Management.Automation;
using Deploy.Module.Completion;

namespace Deploy.Module.Commands;

/// <summary>Takes modules offline and removes what was published with them.</summary>
[Cmdlet(VerbsData.Unpublish, "Module", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(Results.Release))]
public sealed class UnpublishModuleCommand : ReleaseCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Module")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModuleCompleter))]
    public string[] Name { get; set; } = [];

    protected override async Task ProcessAsync(CancellationToken ct)
    {
        foreach (var name in await ModuleNames.ResolveAsync(Cluster, Name, ct))
            await EachAsync(async () => await CarryOutAsync(await Releases.PlanUnpublishAsync(Cluster.Namespace, name, Options, ct), ct));
    }
}
