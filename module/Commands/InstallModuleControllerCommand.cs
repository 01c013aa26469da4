using System.Management.Automation;
using Deploy.Controller.Installation;
using Deploy.Module.Binding;
using Deploy.Module.Completion;
using Deploy.Module.Pump;

namespace Deploy.Module.Commands;

/// <summary>Installs the module controller on a cluster, with the rights that it needs and no others.</summary>
[Cmdlet(VerbsLifecycle.Install, "ModuleController", SupportsShouldProcess = true)]
[OutputType(typeof(Results.InstalledObject))]
public sealed class InstallModuleControllerCommand : ControllerCmdlet
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

    protected override async Task ProcessAsync(CancellationToken ct)
    {
        var wanted = new ControllerInstallation { Namespace = Place, Name = Name, Image = Image!, Environment = Environment, Port = Port, Replicas = Replicas, Upstream = Upstream };
        var objects = ControllerObjects.For(wanted);
        if (!await ConfirmAsync(new CommandChange($"install image {Image}", Describe(), [.. objects.Select(o => o.ToString())])))
            return;
        await new ControllerInstaller(Cluster.Client).InstallAsync(wanted, Told("is in place"), ct);
        foreach (var installed in PassThru ? objects : [])
            await WriteAsync(new Results.InstalledObject(installed));
    }
}
