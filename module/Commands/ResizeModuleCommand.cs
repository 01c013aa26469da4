using System.Management.Automation;
using Deploy.Module.Binding;
using Deploy.Module.Completion;

namespace Deploy.Module.Commands;

/// <summary>Changes how many replicas modules have.</summary>
[Cmdlet(VerbsCommon.Resize, "Module", SupportsShouldProcess = true)]
[OutputType(typeof(Results.Release))]
public sealed class ResizeModuleCommand : ReleaseCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Module")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModuleCompleter))]
    public string[] Name { get; set; } = [];

    [Parameter(Mandatory = true, Position = 1)]
    [ValidateRange(0, 10_000)]
    [WholeNumber]
    [NoCompletion]
    public int Replicas { get; set; }

    protected override async Task ProcessAsync(CancellationToken ct)
    {
        foreach (var name in await ModuleNames.ResolveAsync(Cluster, Name, ct))
            await EachAsync(async () => await CarryOutAsync(await Releases.PlanResizeAsync(Cluster.Namespace, name, Replicas, Options, ct), ct));
    }
}
