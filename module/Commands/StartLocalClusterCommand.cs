using System.Management.Automation;
using Deploy.LocalCluster;
using Deploy.Module.Binding;
using Deploy.Module.Completion;
using Deploy.Module.Connection;
using Deploy.Module.Hosting;
using Deploy.Module.Pump;

namespace Deploy.Module.Commands;

/// <summary>Starts the local cluster in a process of its own.</summary>
[Cmdlet(VerbsLifecycle.Start, "LocalCluster", SupportsShouldProcess = true)]
[OutputType(typeof(Results.LocalClusterInfo))]
public sealed class StartLocalClusterCommand : AsyncCmdlet
{
    [Parameter]
    [ValidateRange(0, 1000)]
    [WholeNumber]
    [NoCompletion]
    public int Nodes { get; set; } = 3;

    [Parameter]
    [ValidateRange(0, 1000)]
    [WholeNumber]
    [NoCompletion]
    public int Bases { get; set; }

    [Parameter]
    public SwitchParameter Connect { get; set; }

    [Parameter]
    [Duration]
    [NoCompletion]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);

    protected override async Task ProcessAsync(CancellationToken ct)
    {
        if (!await ConfirmAsync(new CommandChange("start a local cluster", DeployHome.Folder)))
            return;
        var options = new LocalClusterProcessOptions
        {
            Home = DeployHome.Folder,
            Nodes = Nodes,
            Bases = Bases,
            Timeout = Timeout,
            Command = LocalClusterProgram.Command(),
        };
        var cluster = await LocalClusterProcess.StartAsync(options, VerboseSteps<string>(step => step), ct);
        if (Connect)
            ConnectionMemory.Remember(new RememberedConnection([cluster.Kubeconfig], cluster.Connection.Name, null));
        else
            await WarnOfAnotherAsync(cluster);
        await WriteAsync(new Results.LocalClusterInfo(cluster));
    }

    // Whoever starts a cluster means to use it; that commands go elsewhere must not be found out from what they did there.
    private async Task WarnOfAnotherAsync(RunningCluster cluster)
    {
        var current = ClusterSelection.Places().FirstOrDefault();
        if (current is not null && !current.Kubeconfig.Contains(cluster.Kubeconfig))
            await WarnAsync($"Commands still speak to the cluster of {string.Join(Path.PathSeparator, current.Kubeconfig)} ({current.Origin}). Start-LocalCluster -Connect makes them speak to the local one.");
    }
}
