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
        foreach (var cluster in All.Select(context => context.Cluster).Distinct())
            cluster.Dispose();
    }

    private static List<MaintenanceContext> Connect(MaintenanceSettings settings, TimeProvider time, ILoggerFactory logs)
    {
        var store = settings.Store is { } setting ? BlobStore.Open(StoreConnection.Parse(setting), time, logs.CreateLogger<BlobStore>()) : null;
        var clients = Connections(settings).Select(connection => new KubernetesClient(connection, new() { TimeProvider = time, Logger = logs.CreateLogger<KubernetesClient>() })).ToList();
        return [.. clients.SelectMany(client => settings.Targets().Select(options => new MaintenanceContext(client, store, options, time, logs.CreateLogger<MaintenanceContext>())
        {
            Neighbours = [.. clients.Where(other => other != client)],
        }))];
    }

    private static IEnumerable<ClusterConnection> Connections(MaintenanceSettings settings)
    {
        var files = settings.Kubeconfig?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [];
        return settings.Contexts.Count == 0 ? [KubeConfig.ConnectAnywhere(files)] : settings.Contexts.Select(context => KubeConfig.ConnectAnywhere(files, context));
    }
}
