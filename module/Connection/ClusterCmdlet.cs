using System.Management.Automation;
using Deploy.Module.Completion;
using Deploy.Module.Pump;

namespace Deploy.Module.Connection;

/// <summary>A cmdlet that speaks to a cluster.</summary>
public abstract class ClusterCmdlet : AsyncCmdlet
{
    private ClusterSession? cluster;

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
            var paths = Array.ConvertAll(Kubeconfig ?? [], Host.ResolvePath);
            return cluster = ClusterSession.Open(paths, Context, Namespace, Host);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            cluster?.Dispose();
        base.Dispose(disposing);
    }
}
