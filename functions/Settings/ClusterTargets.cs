using Deploy.Kubernetes;
using Deploy.Operations.Maintenance;
using Deploy.Storage;
using Deploy.Storage.Connections;

namespace Deploy.Functions.Settings;

/// <summary>The clusters that the timers look after, connected once.</summary>
internal sealed class ClusterTargets : IDisposable
{
    public ClusterTargets(FunctionSettings settings, TimeProvider time, ILoggerFactory logs)
        : this(Connect(settings, time, logs))
    {
    }

    internal ClusterTargets(IReadOnlyList<ClusterTarget> all) => All = all;

    public IReadOnlyList<ClusterTarget> All { get; }

    public void Dispose()
    {
        foreach (var target in All)
            target.Context.Cluster.Dispose();
    }

    private static List<ClusterTarget> Connect(FunctionSettings settings, TimeProvider time, ILoggerFactory logs)
    {
        var store = settings.Store is { } setting ? BlobStore.Open(StoreConnection.Parse(setting), time, logs.CreateLogger<BlobStore>()) : null;
        var clients = Connections(settings).Select(connection => new KubernetesClient(connection, new() { TimeProvider = time, Logger = logs.CreateLogger<KubernetesClient>() })).ToList();
        return [.. clients.Select(client => new ClusterTarget(client.Connection.Name, new(client, store, settings.Maintenance, time, logs.CreateLogger<MaintenanceContext>())
        {
            Neighbours = [.. clients.Where(other => other != client)],
        }))];
    }

    /// <summary>In a pod of a cluster, and with nothing else set, that cluster.</summary>
    private static IEnumerable<ClusterConnection> Connections(FunctionSettings settings)
    {
        var environment = new KubeConfigEnvironment();
        if (settings.Kubeconfig is null && InClusterConfig.IsAvailable(environment) && !KubeConfig.DefaultPaths(environment).Any(File.Exists))
            return [InClusterConfig.Connect(environment)];
        var config = settings.Kubeconfig is { } files
            ? KubeConfig.Load(files.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            : KubeConfig.LoadDefault(environment);
        return settings.Contexts.Count == 0 ? [config.Connect()] : settings.Contexts.Select(c => config.Connect(c));
    }
}
