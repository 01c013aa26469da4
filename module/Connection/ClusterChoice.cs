using Deploy.Kubernetes;

namespace Deploy.Module.Connection;

/// <summary>Which cluster a command speaks to, and why.</summary>
/// <param name="Kubeconfig">The files that name it; none where it is the one whose pod this runs in.</param>
/// <param name="Context">Its context; null: the current one of the files.</param>
/// <param name="Namespace">The namespace meant where none is given; null: the context's.</param>
/// <param name="Origin">Why it is chosen.</param>
internal sealed record ClusterChoice(IReadOnlyList<string> Kubeconfig, string? Context, string? Namespace, ClusterOrigin Origin)
{
    private bool IsPod => Kubeconfig.Count == 0;

    /// <summary>The contexts that the place has, the one that is meant first.</summary>
    /// <exception cref="KubeConfigException">A file cannot be read.</exception>
    public IReadOnlyList<string> Contexts()
    {
        if (IsPod)
            return [InClusterConfig.ContextName];
        var config = KubeConfig.Load(Kubeconfig);
        return [.. config.Contexts.OrderByDescending(context => context == (Context ?? config.CurrentContext))];
    }

    /// <exception cref="KubeConfigException">What names the cluster cannot be used.</exception>
    public ClusterConnection Connect() => IsPod ? InClusterConfig.Connect() : KubeConfig.Load(Kubeconfig).Connect(Context);
}
