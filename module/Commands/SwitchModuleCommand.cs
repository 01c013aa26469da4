using System.Collections;
using System.Management.Automation;
using Deploy.Module.Binding;
using Deploy.Module.Completion;
using Deploy.Operations.Releases;

namespace Deploy.Module.Commands;

/// <summary>Replaces the running version of a module by another.</summary>
[Cmdlet(VerbsCommon.Switch, "Module", SupportsShouldProcess = true)]
[OutputType(typeof(Results.Release))]
public sealed class SwitchModuleCommand : PackageCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Module")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModuleCompleter))]
    public string Name { get; set; } = "";

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PackageCompleter))]
    public string Version { get; set; } = "";

    [Parameter(Position = 2)]
    [Alias("PackageUrl", "Url")]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? Image { get; set; }

    [Parameter]
    [Alias("Env")]
    [NoCompletion]
    public IDictionary? Environment { get; set; }

    protected override async Task ProcessAsync(CancellationToken ct)
    {
        var package = await PreparePackageAsync(Name, Version, Image, ct);
        var replacement = new Replacement
        {
            Version = Version,
            Image = package?.Image ?? Image,
            PackageSha256 = package?.Sha256,
            UrlExpires = package?.UrlExpires,
            Environment = Tables.Strings(Environment),
        };
        await CarryOutAsync(await Releases.PlanReplaceAsync(Cluster.Namespace, Name, replacement, Options, ct), ct);
    }
}
