using System.Management.Automation;
using Deploy.Module.Completion;
using Deploy.Module.Pump;
using Deploy.Operations.Packages;

namespace Deploy.Module.Commands;

/// <summary>Finds out whether package files are sound and what they are said to be.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ModulePackage")]
[OutputType(typeof(Results.PackageInspection))]
public sealed class TestModulePackageCommand : AsyncCmdlet
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

    protected override async Task ProcessAsync(CancellationToken ct)
    {
        foreach (var path in Path)
            await EachAsync(async () => await WriteAsync(await PackageInspector.InspectFileAsync(await ResolvePathAsync(path), new PackageExpectation(Name, Version, Sha256), null, ct)));
    }
}
