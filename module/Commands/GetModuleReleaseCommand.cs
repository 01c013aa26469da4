using System.Management.Automation;
using Deploy.Module.Binding;
using Deploy.Module.Completion;
using Deploy.Module.Connection;
using Deploy.Operations.Releases;

namespace Deploy.Module.Commands;

/// <summary>Shows the history of modules, newest release first.</summary>
[Cmdlet(VerbsCommon.Get, "ModuleRelease")]
[OutputType(typeof(Results.Release))]
public sealed class GetModuleReleaseCommand : ClusterCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Module")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModuleCompleter))]
    public string[] Name { get; set; } = [];

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [ArgumentCompleter(typeof(RevisionCompleter))]
    [WholeNumber]
    public long? Revision { get; set; }

    protected override async Task ProcessAsync(CancellationToken ct)
    {
        var releases = new ModuleReleases(Cluster.Client, TimeProvider.System);
        foreach (var name in await ModuleNames.ResolveAsync(Cluster, Name, ct))
            await EachAsync(async () =>
            {
                await foreach (var release in releases.HistoryAsync(Cluster.Namespace, name, ct))
                {
                    if (Revision is null || release.Revision == Revision)
                        await WriteAsync(release);
                }
            });
    }
}
