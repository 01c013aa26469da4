using System.Management.Automation;
using Deploy.Module.Binding;
using Deploy.Module.Completion;
using Deploy.Module.Connection;
using Deploy.Module.Pump;
using Deploy.Operations.Maintenance;
using Deploy.Operations.Maintenance.Refresh;
using Deploy.Operations.Modules;
using Lifetime = Deploy.Storage.Packages.UrlLifetime;

namespace Deploy.Module.Commands;

/// <summary>Renews the package URLs of modules without restarting a replica.</summary>
[Cmdlet(VerbsData.Update, "ModulePackageUrl", SupportsShouldProcess = true)]
[OutputType(typeof(Results.MaintenanceStep))]
public sealed class UpdateModulePackageUrlCommand : StoreCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Module")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModuleCompleter))]
    public string[] Name { get; set; } = [];

    [Parameter]
    [Duration]
    [NoCompletion]
    public TimeSpan UrlLifetime { get; set; } = Lifetime.Maximum;

    protected override async Task ProcessAsync(CancellationToken ct)
    {
        var context = new MaintenanceContext(
            Cluster.Client, await OpenStoreAsync(ct), new MaintenanceOptions { Refresh = new UrlRefreshOptions { Lifetime = UrlLifetime } });
        var catalog = new ModuleCatalog(Cluster.Client, TimeProvider.System);
        foreach (var name in await ModuleNames.ResolveAsync(Cluster, Name, ct))
            await EachAsync(async () =>
            {
                var module = await catalog.GetAsync(Cluster.Namespace, name, ct);
                if (await ConfirmAsync(new CommandChange("renew the package URL in every revision", Cluster.Describe("module", name))))
                    await WriteAsync(await new RefreshUrls(context).RefreshAsync(module.Kind, Cluster.Namespace, module.Workload, TimeProvider.System.GetUtcNow(), ct));
            });
    }
}
