using Deploy.LocalCluster;

namespace Deploy.Storage.Tests.Backends;

/// <summary>The blob endpoint as a local cluster offers it to other processes: over its loopback listener.</summary>
public sealed class ClusterBackend : IStoreBackend, IAsyncLifetime
{
    private EmbeddedCluster? cluster;
    private int ways;

    public string ConnectionString => cluster!.Blobs.ConnectionString;

    // Every other way in is the one within the process, which must not differ.
    public HttpMessageHandler CreateHandler() => Interlocked.Increment(ref ways) % 2 == 0 ? cluster!.CreateHandler() : new SocketsHttpHandler();

    public async ValueTask InitializeAsync() => cluster = await EmbeddedCluster.StartAsync(new() { Loops = false, Listen = true });

    public async ValueTask DisposeAsync()
    {
        if (cluster is not null)
            await cluster.DisposeAsync();
    }
}
