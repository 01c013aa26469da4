using System.Management.Automation;
using Deploy.Controller.Installation;
using Deploy.Module.Pump;
using Deploy.Operations.Errors;

namespace Deploy.Module.Commands;

/// <summary>Takes the module controller off a cluster; refused while bases have modules.</summary>
[Cmdlet(VerbsLifecycle.Uninstall, "ModuleController", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(Results.InstalledObject))]
public sealed class UninstallModuleControllerCommand : ControllerCmdlet
{
    private const int Shown = 20;

    protected override async Task ProcessAsync(CancellationToken ct)
    {
        var installer = new ControllerInstaller(Cluster.Client);
        var modules = await installer.ModulesAsync(ct);
        if (modules.Count > 0)
            throw new DeployException(BaseCodes.HasModules, $"Bases have {modules.Count} modules still: {string.Join(", ", modules.Take(Shown))}{(modules.Count > Shown ? ", ..." : "")}.", $"{Place}/{Name}",
                "Take the modules offline first (Unpublish-Module); without a controller their pods could not end.");
        if (!await ConfirmAsync(new CommandChange("uninstall", Describe())))
            return;
        var removed = await installer.UninstallAsync(new ControllerInstallation { Namespace = Place, Name = Name, Image = "" }, Told("is removed"), ct);
        if (removed.Count == 0)
            await WarnAsync($"There was no {Describe()}.");
        foreach (var item in PassThru ? removed : [])
            await WriteAsync(new Results.InstalledObject(item));
    }
}
