using System.Management.Automation;
using Deploy.Module.Binding;
using Deploy.Module.Completion;
using Deploy.Module.Connection;
using Deploy.Operations.Packages;

namespace Deploy.Module.Commands;

/// <summary>Lists stored packages.</summary>
[Cmdlet(VerbsCommon.Get, "ModulePackage")]
[OutputType(typeof(Results.ModulePackage))]
public sealed class GetModulePackageCommand : StoreCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Module")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PackageCompleter))]
    public string[] Name { get; set; } = ["*"];

    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PackageCompleter))]
    public string Version { get; set; } = "*";

    [Parameter]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? Environment { get; set; }

    [Parameter]
    public SwitchParameter AllEnvironments { get; set; }

    [Parameter]
    public SwitchParameter NeededBy { get; set; }

    protected override async Task ProcessAsync(CancellationToken ct)
    {
        // Who needs a package takes a look at the whole cluster, so only on request.
        var packages = new ModulePackages((await OpenStoreAsync(ct)).Packages, NeededBy ? Cluster.Client : null);
        var environment = AllEnvironments ? null : Environment ?? (StoreSelection.OwnEnvironment is { Length: > 0 } own ? own : null);
        foreach (var name in Name)
        {
            await foreach (var package in packages.ListAsync(name, environment, ct))
            {
                if (Wildcard.IsMatch(Version, package.Version))
                    await WriteAsync(package);
            }
        }
    }
}
