using System.Management.Automation;
using Deploy.Operations.Maintenance.Recycling;

namespace Deploy.Module.Commands;

/// <summary>Removes single replicas, after their grace.</summary>
[Cmdlet(VerbsCommon.Remove, "Replica", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(Results.MaintenanceStep))]
public sealed class RemoveReplicaCommand : RenewalCmdlet
{
    [Parameter]
    public SwitchParameter Immediate { get; set; }

    private protected override RenewalKind Kind => Immediate ? RenewalKind.Delete : RenewalKind.Remove;

    private protected override string Verb => Immediate ? "delete at once" : "remove";
}
