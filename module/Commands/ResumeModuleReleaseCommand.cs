using System.Management.Automation;
using Deploy.Module.Completion;

namespace Deploy.Module.Commands;

/// <summary>Goes on with a release that is paused, failed or interrupted.</summary>
[Cmdlet(VerbsLifecycle.Resume, "ModuleRelease", SupportsShouldProcess = true)]
[OutputType(typeof(Results.Release))]
public sealed class ResumeModuleReleaseCommand : ReleaseCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Module")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModuleCompleter))]
    public string[] Name { get; set; } = [];

    protected override async Task ProcessAsync(CancellationToken ct)
    {
        foreach (var name in await ModuleNames.ResolveOpenAsync(Cluster, Name, ct))
            await EachAsync(async () => await CarryOutAsync(await Releases.PlanResumeAsync(Cluster.Namespace, name, Options, ct), ct));
    }
}
