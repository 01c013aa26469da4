using System.Management.Automation;
using Deploy.Module.Binding;
using Deploy.Module.Completion;
using Deploy.Module.Connection;
using Deploy.Operations.Modules;

namespace Deploy.Module.Commands;

/// <summary>Lists published modules.</summary>
[Cmdlet(VerbsCommon.Get, "PublishedModule")]
[OutputType(typeof(Results.PublishedModule))]
public sealed class GetPublishedModuleCommand : ClusterCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Module")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModuleCompleter))]
    public string[] Name { get; set; } = ["*"];

    [Parameter]
    [Alias("A")]
    public SwitchParameter AllNamespaces { get; set; }

    protected override async Task ProcessAsync(CancellationToken ct)
    {
        var catalog = new ModuleCatalog(Cluster.Client, TimeProvider.System);
        foreach (var name in Name)
        {
            if (!Wildcard.IsPattern(name) && !AllNamespaces)
            {
                await EachAsync(async () => await WriteAsync(await catalog.GetAsync(Cluster.Namespace, name, ct)));
                continue;
            }
            await foreach (var module in catalog.ListAsync(AllNamespaces ? null : Cluster.Namespace, name, ct))
                await WriteAsync(module);
        }
    }
}
