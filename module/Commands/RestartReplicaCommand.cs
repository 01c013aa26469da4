using System.Management.Automation;
using Deploy.Operations.Maintenance.Recycling;

namespace Deploy.Module.Commands;

/// <summary>Puts fresh replicas in the place of others, without downtime.</summary>
[Cmdlet(VerbsLifecycle.Restart, "Replica", SupportsShouldProcess = true)]
[OutputType(typeof(Results.MaintenanceStep))]
public sealed class RestartReplicaCommand : RenewalCmdlet
{
    private protected override RenewalKind Kind => RenewalKind.Restart;

    private protected override string Verb => "restart";
}
