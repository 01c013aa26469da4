using System.Management.Automation;
using Deploy.Module.Completion;
using Deploy.Module.Connection;
using Deploy.Module.Pump;
using Deploy.Operations.Packages;

namespace Deploy.Module.Commands;

/// <summary>Checks a package file and uploads it.</summary>
[Cmdlet(VerbsCommon.Add, "ModulePackage", SupportsShouldProcess = true)]
[OutputType(typeof(Results.ModulePackage))]
public sealed class AddModulePackageCommand : StoreCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? Name { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? Version { get; set; }

    [Parameter]
    [ValidatePattern("^[0-9A-Fa-f]{64}$")]
    [NoCompletion]
    public string? Sha256 { get; set; }

    [Parameter]
    [ValidateNotNull]
    [NoCompletion]
    public string Environment { get; set; } = StoreSelection.OwnEnvironment;

    protected override async Task ProcessAsync(CancellationToken ct)
    {
        var packages = new ModulePackages((await OpenStoreAsync(ct)).Packages);
        foreach (var path in Path)
            await EachAsync(async () => await AddAsync(packages, await ResolvePathAsync(path), ct));
    }

    private async Task AddAsync(ModulePackages packages, string path, CancellationToken ct)
    {
        var request = new PackageRequest { Path = path, Name = Name, Version = Version, Sha256 = Sha256, Environment = Environment };
        var plan = await ModulePackages.PlanAsync(request, ct);
        if (!await ConfirmAsync(new CommandChange($"upload as {plan.Address}", path)))
            return;
        var result = await packages.AddAsync(request, new UploadProgress(this, plan.Address), ct);
        Verbose(UploadProgress.Describe(result));
        await WriteAsync(new ModulePackage(result.Package, null));
    }
}
