using Deploy.Kubernetes;
using Deploy.Operations.Maintenance;
using Deploy.Storage;
using Deploy.Storage.Connections;
using Microsoft.Extensions.Logging;

namespace Deploy.Functions;

/// <summary>The clusters that the timers look after, connected once. What cannot be right in the settings fails here, at the start.</summary>
public sealed class Clusters(MaintenanceSettings settings, TimeProvider time, ILoggerFactory logs) : IDisposable
{
    public IReadOnlyList<MaintenanceContext> All { get; } = Connect(settings, time, logs);

    public void Dispose()
    {
        foreach (var context in All)
            context.Cluster.Dispose();
    }

    private static List<MaintenanceContext> Connect(MaintenanceSettings settings, TimeProvider time, ILoggerFactory logs)
    {
        var store = settings.Store is { } setting ? BlobStore.Open(StoreConnection.Parse(setting), time, logs.CreateLogger<BlobStore>()) : null;
        var clients = Connections(settings).Select(connection => new KubernetesClient(connection, new() { TimeProvider = time, Logger = logs.CreateLogger<KubernetesClient>() })).ToList();
        return [.. clients.Select(client => new MaintenanceContext(client, store, settings.Options, time, logs.CreateLogger<MaintenanceContext>())
        {
            Neighbours = [.. clients.Where(other => other != client)],
        })];
    }

    /// <summary>In a pod of a cluster, and with nothing else set, that cluster.</summary>
    private static IEnumerable<ClusterConnection> Connections(MaintenanceSettings settings)
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
