using System.Management.Automation;
using Deploy.Controller.Installation;
using Deploy.Module.Binding;
using Deploy.Module.Completion;

namespace Deploy.Module.Commands;

/// <summary>Installs the module controller on a cluster, with the rights that it needs and no others.</summary>
[Cmdlet(VerbsLifecycle.Install, "ModuleController", SupportsShouldProcess = true)]
[OutputType(typeof(Results.InstalledObject), typeof(string))]
public sealed class InstallModuleControllerCommand() : InstallationCmdlet(ControllerInstallation.Program)
{
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? Image { get; set; }

    [Parameter]
    [ValidatePattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    [NoCompletion]
    public string Environment { get; set; } = "default";

    [Parameter]
    [ValidateRange(1, 65535)]
    [WholeNumber]
    [NoCompletion]
    public int Port { get; set; } = 7777;

    [Parameter]
    [ValidateRange(1, 10)]
    [WholeNumber]
    [NoCompletion]
    public int Replicas { get; set; } = 2;

    [Parameter]
    public SwitchParameter Upstream { get; set; }

    [Parameter]
    public SwitchParameter AsManifest { get; set; }

    protected override Task ProcessAsync(CancellationToken ct)
    {
        var wanted = new ControllerInstallation { Namespace = Place, Name = Name, Image = Image!, Environment = Environment, Port = Port, Replicas = Replicas, Upstream = Upstream };
        return Of(wanted.Kit).InstallAsync(Image!, wanted.Objects(), AsManifest, PassThru, ct);
    }
}
