using System.Management.Automation;
using Deploy.LocalCluster;
using Deploy.Module.Connection;
using Deploy.Module.Pump;

namespace Deploy.Module.Commands;

/// <summary>Stops the local cluster.</summary>
[Cmdlet(VerbsLifecycle.Stop, "LocalCluster", SupportsShouldProcess = true)]
[OutputType(typeof(Results.LocalClusterInfo))]
public sealed class StopLocalClusterCommand : AsyncCmdlet
{
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override async Task ProcessAsync(CancellationToken ct)
    {
        if (!await ConfirmAsync(new CommandChange("stop the local cluster and everything on it", DeployHome.Folder)))
            return;
        var running = PassThru ? await LocalClusterProcess.FindAsync(DeployHome.Folder, TimeProvider.System, ct) : null;
        var stopped = await LocalClusterProcess.StopAsync(DeployHome.Folder, TimeProvider.System, ct);
        if (ConnectionMemory.Recall()?.Kubeconfig.Contains(DeployHome.LocalKubeconfig) is true)
            ConnectionMemory.Forget();
        Verbose(stopped ? "The local cluster is stopped." : "No local cluster runs.");
        if (stopped && running is not null)
            await WriteAsync(new Results.LocalClusterInfo(running));
    }
}
