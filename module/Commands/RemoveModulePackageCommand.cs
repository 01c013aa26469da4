using System.Management.Automation;
using Deploy.Module.Completion;
using Deploy.Module.Connection;
using Deploy.Module.Pump;
using Deploy.Operations.Packages;
using Deploy.Storage.Packages;

namespace Deploy.Module.Commands;

/// <summary>Removes a stored package that nothing needs.</summary>
[Cmdlet(VerbsCommon.Remove, "ModulePackage", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(Results.ModulePackage))]
public sealed class RemoveModulePackageCommand : StoreCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Module")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PackageCompleter))]
    public string Name { get; set; } = "";

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PackageCompleter))]
    public string Version { get; set; } = "";

    [Parameter(Mandatory = true, Position = 2, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PackageCompleter))]
    public string File { get; set; } = "";

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override async Task ProcessAsync(CancellationToken ct)
    {
        var address = new PackageAddress(Name, Version, File);
        var packages = new ModulePackages((await OpenStoreAsync(ct)).Packages, Force ? null : Cluster.Client);
        if (!await ConfirmAsync(new CommandChange("remove the package", address.BlobName)))
            return;
        var removed = PassThru ? await FindAsync(packages, address, ct) : null;
        var wasThere = await packages.RemoveAsync(address, Force, ct);
        Verbose(wasThere ? $"{address} is removed." : $"{address} was not there.");
        if (wasThere && removed is not null)
            await WriteAsync(removed);
    }

    private static async Task<ModulePackage?> FindAsync(ModulePackages packages, PackageAddress address, CancellationToken ct)
    {
        await foreach (var package in packages.ListAsync(address.Module, null, ct))
        {
            if (package.Stored.Address == address)
                return package;
        }
        return null;
    }
}
