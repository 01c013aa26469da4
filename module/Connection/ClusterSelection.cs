using Deploy.Kubernetes;
using Deploy.Operations.Errors;

namespace Deploy.Module.Connection;

/// <summary>
/// Chooses the cluster: explicit parameters, then Connect-ModuleCluster, then $KUBECONFIG, then a local cluster,
/// then ~/.kube/config, then the cluster whose pod this runs in.
/// </summary>
internal static class ClusterSelection
{
    private static int s_anticipated;

    /// <summary>The cluster that the parameters and the surroundings mean.</summary>
    /// <exception cref="DeployException">There is none, or none has that context.</exception>
    public static ClusterChoice Choose(IReadOnlyList<string> kubeconfig, string? context)
    {
        if (kubeconfig.Count > 0)
            return new ClusterChoice(kubeconfig, context, null, ClusterOrigin.Parameter);
        foreach (var place in Places())
        {
            if (context is null)
                return place;
            if (place.Contexts().Contains(context, StringComparer.Ordinal))
                return place with { Context = context, Namespace = null, Origin = ClusterOrigin.Parameter };
        }
        throw NotFound(context);
    }

    /// <summary>Begins, once in a process, to prepare for the cluster that a command without such parameters is for, beside what the caller does until it is chosen.</summary>
    public static void Anticipate()
    {
        if (Interlocked.Exchange(ref s_anticipated, 1) == 0)
            KubeConfig.Anticipate(static () => Places().FirstOrDefault()?.Kubeconfig ?? []);
    }

    /// <summary>Every place that may name a cluster, the most particular first. Only what exists.</summary>
    public static IEnumerable<ClusterChoice> Places()
    {
        if (ConnectionMemory.Recall() is { } remembered)
            yield return new ClusterChoice(remembered.Kubeconfig, remembered.Context, remembered.Namespace, ClusterOrigin.Connected);
        if (FromEnvironment() is { Length: > 0 } paths)
            yield return new ClusterChoice(paths, null, null, ClusterOrigin.Environment);
        if (File.Exists(DeployHome.LocalKubeconfig))
            yield return new ClusterChoice([DeployHome.LocalKubeconfig], null, null, ClusterOrigin.LocalCluster);
        if (File.Exists(UserKubeconfig))
            yield return new ClusterChoice([UserKubeconfig], null, null, ClusterOrigin.UserKubeconfig);
        if (InClusterConfig.IsAvailable(new KubeConfigEnvironment()))
            yield return new ClusterChoice([], null, null, ClusterOrigin.Pod);
    }

    private static string UserKubeconfig =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".kube", "config");

    // Some of the files may be missing; that all of them are is said when they are read.
    private static string[] FromEnvironment() =>
        Environment.GetEnvironmentVariable("KUBECONFIG")?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is not { } listed
            ? []
            : Array.FindAll(listed, File.Exists) is { Length: > 0 } existing ? existing : listed;

    private static DeployException NotFound(string? context) => context is null
        ? new DeployException(
            KubeconfigCodes.NotFound,
            "No cluster is known: none was connected to, KUBECONFIG is not set, no local cluster runs, there is no ~/.kube/config, and this is no pod of a cluster.",
            suggestion: "Run Start-LocalCluster, or Connect-ModuleCluster -Kubeconfig FILE.")
        : new DeployException(KubeconfigCodes.ContextNotFound, $"No kubeconfig has a context '{context}'. There are: {AllContexts()}.", context);

    private static string AllContexts()
    {
        var all = Places().SelectMany(place => place.Contexts()).Distinct(StringComparer.Ordinal).ToList();
        return all.Count == 0 ? "none" : string.Join(", ", all);
    }
}

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

/// <summary>Why a cluster is the one that commands speak to.</summary>
public enum ClusterOrigin
{
    /// <summary>-Kubeconfig or -Context was given.</summary>
    Parameter,

    /// <summary>Connect-ModuleCluster chose it.</summary>
    Connected,

    /// <summary>The KUBECONFIG environment variable names it.</summary>
    Environment,

    /// <summary>A local cluster runs.</summary>
    LocalCluster,

    /// <summary>It is in ~/.kube/config.</summary>
    UserKubeconfig,

    /// <summary>This runs in one of its pods.</summary>
    Pod,
}
