using System.Management.Automation;
using Deploy.Module.Completion;
using Deploy.Module.Pump;

namespace Deploy.Module.Connection;

/// <summary>A cmdlet that speaks to a cluster.</summary>
public abstract class ClusterCmdlet : AsyncCmdlet
{
    private ClusterSession? cluster;
    private string[] kubeconfig = [];

    // Parameters are bound, and the pipeline is set up, before the cluster is chosen.
    static ClusterCmdlet() => ClusterSelection.Anticipate();

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("n")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    public string? Namespace { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Kubeconfig { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ContextCompleter))]
    public string? Context { get; set; }

    /// <summary>The line to the cluster, opened when first used and again when the pipeline brings another namespace.</summary>
    private protected ClusterSession Cluster
    {
        get
        {
            if (cluster is not null && (Namespace is null || Namespace == cluster.Namespace))
                return cluster;
            cluster?.Dispose();
            return cluster = ClusterSession.Open(kubeconfig, Context, Namespace, Logger);
        }
    }

    protected override async Task BeginAsync(CancellationToken ct) => kubeconfig = await ResolvePathsAsync(Kubeconfig);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            cluster?.Dispose();
        base.Dispose(disposing);
    }
}
