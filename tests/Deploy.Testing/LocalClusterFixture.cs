using Deploy.Kubernetes;
using Deploy.LocalCluster;

namespace Deploy.Testing;

/// <summary>A local cluster in this process and a client for it. As a class fixture it is shared by the tests of a class.</summary>
public sealed class LocalClusterFixture : IAsyncDisposable
{
    private LocalClusterFixture(EmbeddedCluster cluster, KubernetesClient client)
    {
        Cluster = cluster;
        Client = client;
    }

    public EmbeddedCluster Cluster { get; }

    public KubernetesClient Client { get; }

    /// <summary>Starts a cluster; by default everything runs, on the system's clock.</summary>
    public static async Task<LocalClusterFixture> StartAsync(LocalClusterOptions? options = null)
    {
        var settings = options ?? new LocalClusterOptions();
        var cluster = await EmbeddedCluster.StartAsync(settings);
        return new(cluster, new KubernetesClient(cluster.Connection, new KubernetesClientOptions { TimeProvider = settings.TimeProvider }));
    }

    /// <summary>Starts the API alone, without anything that acts on the objects.</summary>
    public static Task<LocalClusterFixture> StartApiAsync(TimeProvider? time = null, bool listen = false) =>
        StartAsync(new LocalClusterOptions { Loops = false, Listen = listen, TimeProvider = time ?? TimeProvider.System });

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Cluster.DisposeAsync();
    }
}
