using System.Management.Automation;
using Deploy.Module.Binding;
using Deploy.Module.Completion;

namespace Deploy.Module.Commands;

/// <summary>Rolls a module back to an earlier revision.</summary>
[Cmdlet(VerbsCommon.Undo, "ModuleRelease", SupportsShouldProcess = true)]
[OutputType(typeof(Results.Release))]
public sealed class UndoModuleReleaseCommand : StrategyCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Module")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModuleCompleter))]
    public string[] Name { get; set; } = [];

    [Parameter(Position = 1)]
    [Alias("Revision")]
    [ValidateRange(1, int.MaxValue)]
    [ArgumentCompleter(typeof(RevisionCompleter))]
    [WholeNumber]
    public long? ToRevision { get; set; }

    protected override async Task ProcessAsync(CancellationToken ct)
    {
        foreach (var name in await ModuleNames.ResolveAsync(Cluster, Name, ct))
            await EachAsync(async () => await CarryOutAsync(await Releases.PlanUndoAsync(Cluster.Namespace, name, ToRevision, Options, ct), ct));
    }
}
