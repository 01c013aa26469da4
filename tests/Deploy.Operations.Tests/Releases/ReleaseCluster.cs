using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.LocalCluster;
using Deploy.Operations.Tests.Releases;
using Deploy.Testing;
using Deploy.Testing.Servers;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(ReleaseCluster))]
[assembly: LeaveNoModules]

namespace Deploy.Operations.Tests.Releases;

/// <summary>One cluster of each kind for all release tests, started by the first that asks for it; each test has a namespace of its own.</summary>
public sealed class ReleaseCluster : IAsyncDisposable
{
    // By test: how what it put into a cluster goes.
    private static readonly ConcurrentDictionary<string, ConcurrentBag<Func<Task>>> s_leaving = new(StringComparer.Ordinal);
    private static readonly ConcurrentBag<Task> s_left = [];
    private static readonly ResourceType<JsonObject> s_namespaces = Resources.Untyped("", "v1", "namespaces", "Namespace", false);

    private readonly Lazy<Task<LocalClusterFixture>> _embedded = new(StartEmbeddedAsync);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("releases-");
    private readonly Lazy<Task<ReleaseHost>> _real = new(ReleaseHost.StartRealAsync);
    private int _namespaces;

    public async Task<ReleaseBed> BedAsync(ClusterKind kind = ClusterKind.Embedded)
    {
        var host = await HostAsync(kind);
        var ns = $"release-{Interlocked.Increment(ref _namespaces)}";
        await host.Client.CreateAsync(s_namespaces, null, new JsonObject { ["metadata"] = new JsonObject { ["name"] = ns } });
        if (TestContext.Current.Test is { } test)
            s_leaving.GetOrAdd(test.UniqueID, _ => []).Add(() => host.Client.DeleteAsync(s_namespaces, null, ns));
        return new ReleaseBed(host, ns);
    }

    /// <summary>Takes away what a test put into the clusters; nobody waits for it but the end of the run.</summary>
    internal static void Leave(string test)
    {
        if (!s_leaving.TryRemove(test, out var namespaces))
            return;
        foreach (var leave in namespaces)
            s_left.Add(leave());
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(s_left);
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

/// <summary>
/// A test that is over takes its modules along. The namespaces of all tests of a run together hold more replicas than the nodes have
/// places for, and a release of a later test would find no room.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class LeaveNoModulesAttribute : BeforeAfterTestAttribute
{
    public override void After(MethodInfo methodUnderTest, IXunitTest test) => ReleaseCluster.Leave(test.UniqueID);
}
