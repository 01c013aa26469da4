using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.LocalCluster;
using Deploy.Operations.Tests.Releases;
using Deploy.Testing;
using Deploy.Testing.Servers;

[assembly: AssemblyFixture(typeof(ReleaseCluster))]

namespace Deploy.Operations.Tests.Releases;

/// <summary>One cluster of each kind for all release tests, started by the first that asks for it; each test has a namespace of its own.</summary>
public sealed class ReleaseCluster : IAsyncDisposable
{
    private readonly Lazy<Task<LocalClusterFixture>> _embedded = new(StartEmbeddedAsync);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("releases-");
    private readonly Lazy<Task<ReleaseHost>> _real = new(ReleaseHost.StartRealAsync);
    private int _namespaces;

    public async Task<ReleaseBed> BedAsync(ClusterKind kind = ClusterKind.Embedded)
    {
        var host = await HostAsync(kind);
        var ns = $"release-{Interlocked.Increment(ref _namespaces)}";
        var resource = Resources.Untyped("", "v1", "namespaces", "Namespace", false);
        await host.Client.CreateAsync(resource, null, new JsonObject { ["metadata"] = new JsonObject { ["name"] = ns } });
        return new ReleaseBed(host, ns);
    }

    public async ValueTask DisposeAsync()
    {
        if (_embedded.IsValueCreated)
            await (await _embedded.Value).DisposeAsync();
        if (_real.IsValueCreated)
            await (await _real.Value).DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static async Task<LocalClusterFixture> StartEmbeddedAsync()
    {
        var options = new LocalClusterOptions { Listen = true };
        var fixture = await LocalClusterFixture.StartAsync(options);
        await ReadyNodes.UntilTheyTakePodsAsync(fixture.Cluster.Connection, options.Nodes);
        return fixture;
    }

    private async Task<string> KubeconfigAsync(Uri server)
    {
        var file = Path.Combine(_folder.FullName, "kubeconfig");
        if (!File.Exists(file))
        {
            var text = $"apiVersion: v1\nkind: Config\ncurrent-context: local\nclusters: [{{name: local, cluster: {{server: \"{server}\"}}}}]\ncontexts: [{{name: local, context: {{cluster: local}}}}]\n";
            var draft = Path.Combine(_folder.FullName, Path.GetRandomFileName());
            await File.WriteAllTextAsync(draft, text);
            File.Move(draft, file, overwrite: true);
        }
        return file;
    }

    private async Task<ReleaseHost> HostAsync(ClusterKind kind)
    {
        if (kind == ClusterKind.Embedded)
            return ReleaseHost.Of(await _embedded.Value) with { Kubeconfig = await KubeconfigAsync((await _embedded.Value).Cluster.ListenerUri!) };
        if (RealControlPlane.Missing is { } reason)
            Assert.Skip(reason);
        return await _real.Value;
    }
}
