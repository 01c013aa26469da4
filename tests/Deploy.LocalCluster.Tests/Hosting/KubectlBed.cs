using Deploy.Testing;
using Deploy.Testing.Servers;

namespace Deploy.LocalCluster.Tests.Hosting;

/// <summary>A listening local cluster and the machine's own kubectl beside it; skips the test where there is no kubectl.</summary>
internal sealed class KubectlBed : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("kubectl").FullName;
    private readonly LocalClusterFixture fixture;

    private KubectlBed(LocalClusterFixture fixture)
    {
        this.fixture = fixture;
        var config = Path.Combine(folder, "kubeconfig");
        File.WriteAllText(config, LocalClusterHost.Kubeconfig(Server));
        Kubectl = new Kubectl(config);
    }

    public Kubectl Kubectl { get; }

    /// <summary>Where the cluster listens.</summary>
    public Uri Server => fixture.Cluster.ListenerUri!;

    /// <param name="start">Starts the cluster; it must listen.</param>
    public static async Task<KubectlBed> StartAsync(Func<Task<LocalClusterFixture>> start)
    {
        Assert.SkipWhen(Kubectl.Missing is not null, Kubectl.Missing ?? "");
        return new KubectlBed(await start());
    }

    public async ValueTask DisposeAsync()
    {
        await fixture.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
