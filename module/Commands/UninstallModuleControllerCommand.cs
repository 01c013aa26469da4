using System.Management.Automation;
using Deploy.Controller.Installation;
using Deploy.Operations.Errors;

namespace Deploy.Module.Commands;

/// <summary>Takes the module controller off a cluster; refused while bases have modules.</summary>
[Cmdlet(VerbsLifecycle.Uninstall, "ModuleController", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(Results.InstalledObject))]
public sealed class UninstallModuleControllerCommand() : InstallationCmdlet(ControllerInstallation.Program)
{
    private const int Shown = 20;

    protected override async Task ProcessAsync(CancellationToken ct)
    {
        var modules = await ControllerInstallation.ModulesOnBasesAsync(Cluster.Client, ct);
        if (modules.Count > 0)
            throw new DeployException(BaseCodes.HasModules, $"Bases have {modules.Count} modules still: {string.Join(", ", modules.Take(Shown))}{(modules.Count > Shown ? ", ..." : "")}.", $"{Place}/{Name}",
                "Take the modules offline first (Unpublish-Module); without a controller their pods could not end.");
        await Of(new ControllerInstallation { Namespace = Place, Name = Name, Image = "" }.Kit).UninstallAsync(PassThru, ct);
    }
}
