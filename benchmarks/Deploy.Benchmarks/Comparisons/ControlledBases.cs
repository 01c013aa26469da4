using System.Globalization;
using Deploy.Benchmarks.Measuring;
using Deploy.Kubernetes;
using Deploy.LocalCluster;
using Deploy.LocalCluster.Bases;
using Deploy.LocalCluster.Hosting;
using Deploy.Testing.Bases;

namespace Deploy.Benchmarks.Comparisons;

/// <summary>An embedded cluster's API and simulated bases in this process, and the module controller in its own.</summary>
internal sealed class ControlledBases : IAsyncDisposable
{
    private readonly EmbeddedCluster _cluster;
    private readonly KubernetesClient _client;
    private readonly CountedApi _api;
    private readonly PackageServer _packages = new();
    private readonly List<SimulatedBase> _bases = [];

    private ControlledBases(EmbeddedCluster cluster, CountedApi api, ControllerProcess controller)
    {
        (_cluster, _api, Controller) = (cluster, api, controller);
        _client = new KubernetesClient(cluster.Connection);
    }

    public ControllerProcess Controller { get; }

    /// <summary>What the controller asked the API server, by verb and resource.</summary>
    public IReadOnlyDictionary<string, int> Counts => _api.Counts;

    /// <summary>What it asked all bases together, by command.</summary>
    public IReadOnlyDictionary<string, int> Asked =>
        _bases.SelectMany(b => b.Asked).GroupBy(a => a.Key, StringComparer.Ordinal).ToDictionary(a => a.Key, a => a.Sum(c => c.Value), StringComparer.Ordinal);

    /// <summary>Starts all, and returns when every base is a ready node.</summary>
    public static async Task<ControlledBases> StartAsync(int bases, CancellationToken ct)
    {
        var cluster = await EmbeddedCluster.StartAsync(new LocalClusterOptions { Loops = false, Listen = true }, ct);
        var (secret, api) = (EndpointRouter.NewSecret(), new CountedApi(cluster.Api));
        cluster.AddEndpoint(secret, api);
        var started = new ControlledBases(cluster, api, await ControllerProcess.StartAsync(new Uri(cluster.ListenerUri!, "/" + secret), ct));
        for (var i = 1; i <= bases; i++)
            started._bases.Add(SimulatedBase.Start(new SimulatedBaseOptions { Identity = $"b{i.ToString(CultureInfo.InvariantCulture)}", Controllers = [started.Controller.Heartbeats], Network = Network }, TimeProvider.System));
        await Readiness.UntilAsync(started._client, Resources.Nodes, null, n => n.Status.Conditions, bases, ct);
        return started;
    }

    /// <summary>Binds pods of so many modules to every base, and returns when all are Ready.</summary>
    public async Task SettleAsync(int modules, CancellationToken ct)
    {
        var packages = Enumerable.Range(0, modules).Select(module => _packages.Add($"m{module}.jar", BizPackage.Of($"m{module}", "1.0.0"))).ToList();
        var pods = Resources.Untyped("", "v1", "pods", "Pod", namespaced: true);
        await Parallel.ForEachAsync(_bases, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = ct }, async (target, token) =>
        {
            for (var module = 0; module < modules; module++)
                await _client.CreateAsync(pods, "default", ModuleObjects.Pod($"m{module}-{target.Identity}", $"vnode.{target.Identity}.default", $"m{module}", "1.0.0", packages[module]), cancellationToken: token);
        });
        await Readiness.UntilAsync(_client, Resources.Pods, "default", p => p.Status.Conditions, _bases.Count * modules, ct);
    }

    // All packages are on one server here: 400 bases that fetch 20 at once would be more connections than a process may have files.
    private static SocketsHttpHandler Network() => new() { UseProxy = false, MaxConnectionsPerServer = 2 };

    public async ValueTask DisposeAsync()
    {
        await Controller.DisposeAsync();
        foreach (var each in _bases)
            await each.DisposeAsync();
        await _packages.DisposeAsync();
        _client.Dispose();
        await _cluster.DisposeAsync();
    }
}
