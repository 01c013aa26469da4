using System.Management.Automation;
using Deploy.Module.Connection;

namespace Deploy.Module.Commands;

/// <summary>Chooses the cluster that later commands speak to.</summary>
[Cmdlet(VerbsCommunications.Connect, "ModuleCluster", DefaultParameterSetName = "Connect")]
[OutputType(typeof(Results.ModuleCluster))]
public sealed class ConnectModuleClusterCommand : ClusterCmdlet
{
    [Parameter(Mandatory = true, ParameterSetName = "Forget")]
    public SwitchParameter Forget { get; set; }

    protected override async Task ProcessAsync(CancellationToken ct)
    {
        if (Forget)
        {
            ConnectionMemory.Forget();
            return;
        }
        // Asked before it is remembered: a cluster that does not answer is never chosen.
        var version = await Cluster.Client.GetVersionAsync(ct);
        var choice = Cluster.Choice;
        ConnectionMemory.Remember(new RememberedConnection(choice.Kubeconfig, choice.Context ?? Cluster.Connection.Name, Namespace));
        await WriteAsync(new Results.ModuleCluster(Cluster, version.GitVersion, ClusterOrigin.Connected, isCurrent: true));
    }
}
