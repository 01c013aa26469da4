using System.Management.Automation;
using Deploy.Kubernetes.Installation;
using Deploy.Operations.Maintenance;

namespace Deploy.Module.Commands;

/// <summary>Takes the housekeeping off a cluster, with all rights that it was given; replicas are no longer held for the archive.</summary>
[Cmdlet(VerbsLifecycle.Uninstall, "ModuleMaintenance", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(Results.InstalledObject))]
public sealed class UninstallModuleMaintenanceCommand() : InstallationCmdlet(MaintenanceInstallation.Program)
{
    protected override Task ProcessAsync(CancellationToken ct) =>
        Of(new MaintenanceInstallation { Namespace = Place, Name = Name, Image = "" }.Kit).UninstallAsync(PassThru, ct, ReleaseAsync);

    private async Task ReleaseAsync(IReadOnlyList<ClusterObject> left, CancellationToken ct)
    {
        if (await MaintenanceInstallation.ReleaseHoldsAsync(Cluster.Client, left, ct) is var released and > 0)
            Verbose($"{released} replicas are no longer held for the archive.");
    }
}
