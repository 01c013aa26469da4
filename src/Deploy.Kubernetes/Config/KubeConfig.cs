namespace Deploy.Kubernetes;

/// <summary>The clusters, users and contexts of one or several kubeconfig files.</summary>
public sealed class KubeConfig
{
    private readonly Dictionary<string, YamlFields> _clusters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, YamlFields> _users = new(StringComparer.Ordinal);
    private readonly Dictionary<string, YamlFields> _contexts = new(StringComparer.Ordinal);
    private readonly KubeConfigEnvironment _environment;

    private KubeConfig(IEnumerable<KubeConfigFile> files, KubeConfigEnvironment environment)
    {
        _environment = environment;
        foreach (var file in files)
        {
            CurrentContext ??= string.IsNullOrEmpty(file.CurrentContext) ? null : file.CurrentContext;
            Merge(_clusters, file.Clusters);
            Merge(_users, file.Users);
            Merge(_contexts, file.Contexts);
        }
    }

    /// <summary>The names of all contexts, sorted.</summary>
    public IReadOnlyList<string> Contexts => [.. _contexts.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The context used where none is named; null where the files set none.</summary>
    public string? CurrentContext { get; }

    /// <summary>Reads files and merges them: what the first file says wins.</summary>
    /// <exception cref="KubeConfigException">A file is missing, cannot be read, or is no kubeconfig.</exception>
    public static KubeConfig Load(IReadOnlyList<string> paths, KubeConfigEnvironment? environment = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        foreach (var path in paths)
        {
            if (!File.Exists(path))
                throw KubeConfigFailure.NotFound(path);
        }
        return new KubeConfig(paths.Select(KubeConfigFile.Read), environment ?? new KubeConfigEnvironment());
    }

    /// <summary>Reads the files of KUBECONFIG, of which some may be missing, or else <c>~/.kube/config</c>.</summary>
    /// <exception cref="KubeConfigException">No file exists, or one is no kubeconfig.</exception>
    public static KubeConfig LoadDefault(KubeConfigEnvironment? environment = null)
    {
        environment ??= new KubeConfigEnvironment();
        var paths = DefaultPaths(environment);
        var existing = paths.Where(File.Exists).ToList();
        return existing.Count > 0 ? Load(existing, environment) : throw KubeConfigFailure.NotFound(string.Join(Path.PathSeparator, paths));
    }

    /// <summary>
    /// The connection of a program that is told nothing, or only a part: the files that are named, or else those of KUBECONFIG or
    /// <c>~/.kube/config</c> where there is one, or else, in a pod, its own cluster.
    /// </summary>
    /// <param name="paths">The files; none: as above.</param>
    /// <param name="context">The context; null takes the current one.</param>
    /// <param name="environment">Where it is looked for.</param>
    /// <exception cref="KubeConfigException">There is no cluster to be found, or what was found cannot be used.</exception>
    public static ClusterConnection ConnectAnywhere(IReadOnlyList<string> paths, string? context = null, KubeConfigEnvironment? environment = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        environment ??= new KubeConfigEnvironment();
        if (paths.Count > 0)
            return Load(paths, environment).Connect(context);
        return context is null && InClusterConfig.IsAvailable(environment) && !DefaultPaths(environment).Any(File.Exists)
            ? InClusterConfig.Connect(environment)
            : LoadDefault(environment).Connect(context);
    }

    /// <summary>
    /// Begins, beside the caller, what a process's first connection waits for longest, so that it is done when <see cref="Load"/> and
    /// <see cref="Connect"/> have made one. A failure is met again there; where no server with TLS is named, nothing is done.
    /// </summary>
    /// <param name="paths">Finds the files that will probably be loaded; called beside the caller.</param>
    public static void Anticipate(Func<IReadOnlyList<string>> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        SystemTrust.BeginReading(paths);
    }

    /// <summary>The files that <see cref="LoadDefault"/> looks for, whether they exist or not.</summary>
    public static IReadOnlyList<string> DefaultPaths(KubeConfigEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var listed = environment.Variable("KUBECONFIG")?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return listed is { Length: > 0 } ? listed : [Path.Combine(environment.HomeDirectory, ".kube", "config")];
    }

    /// <summary>The connection of a context; null takes the current one.</summary>
    /// <exception cref="KubeConfigException">The context, or what it names, is missing, incomplete or expired.</exception>
    public ClusterConnection Connect(string? context = null)
    {
        context ??= CurrentContext ?? (_contexts.ContainsKey("") ? "" : null) ?? throw new KubeConfigException(
            "NoCurrentContext", "The kubeconfig sets no current context.", $"Name a context: {string.Join(", ", Contexts)}.");
        var fields = Find("Context", _contexts, context);
        var cluster = Find("Cluster", _clusters, fields.Text("cluster") ?? throw fields.Invalid("cluster", "is missing"));
        var userName = fields.Text("user");
        var user = string.IsNullOrEmpty(userName) ? null : Find("User", _users, userName);
        return new ConnectionBuilder(cluster, user, _environment).Build() with
        {
            Name = context,
            Namespace = fields.Text("namespace") is { Length: > 0 } ns ? ns : "default",
        };
    }

    private static YamlFields Find(string what, Dictionary<string, YamlFields> named, string name) =>
        named.TryGetValue(name, out var found)
            ? found
            : throw KubeConfigFailure.Missing(what, name, [.. named.Keys.Order(StringComparer.Ordinal)]);

    private static void Merge(Dictionary<string, YamlFields> into, IReadOnlyDictionary<string, YamlFields> from)
    {
        foreach (var (name, fields) in from)
            into.TryAdd(name, fields);
    }
}
