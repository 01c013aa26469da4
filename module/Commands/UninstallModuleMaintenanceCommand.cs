using System.Management.Automation;
using Deploy.Operations.Maintenance;
using Deploy.Operations.Maintenance.Archiving;

namespace Deploy.Module.Commands;

/// <summary>Takes the housekeeping off a cluster, with all rights that it was given; replicas are no longer held for the archive.</summary>
[Cmdlet(VerbsLifecycle.Uninstall, "ModuleMaintenance", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(Results.InstalledObject))]
public sealed class UninstallModuleMaintenanceCommand() : InstallationCmdlet(MaintenanceInstallation.Program)
{
    protected override async Task ProcessAsync(CancellationToken ct)
    {
        var removed = await Of(new MaintenanceInstallation { Namespace = Place, Name = Name, Image = "" }.Kit).UninstallAsync(PassThru, ct);
        if (removed.Count == 0)
            return;
        // Without an archiver a deletion would wait for ever for what it put on.
        var everywhere = removed.Any(item => item.Type.Kind == "ClusterRole" && item.Body["rules"]!.AsArray().Any(rule => rule!["resources"]!.AsArray().Any(resource => resource!.GetValue<string>() == "pods")));
        foreach (var ns in everywhere ? [null] : removed.Where(item => item.Type.Kind == "Role").Select(item => item.Namespace))
        {
            var context = new MaintenanceContext(Cluster.Client, options: new() { Namespace = ns }, log: Logger);
            if (await new ArchiveHold(context).ReleaseAsync(ct) is var released and > 0)
                Verbose($"{released} replicas of {ns ?? "all namespaces"} are no longer held for the archive.");
        }
    }
}
