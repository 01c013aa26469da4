using System.Collections.Concurrent;
using Deploy.Controller.Heartbeats;
using Deploy.Controller.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.LocalCluster;
using Deploy.LocalCluster.Bases;
using Deploy.Operations.Replicas;
using Deploy.Testing;
using Deploy.Testing.Bases;

namespace Deploy.Controller.Tests.Virtual;

/// <summary>
/// A cluster, its controllers and its bases on one virtual clock, with the timing of real life. The clock goes on by a second
/// when everything that the last one set off has been answered, so minutes pass in moments, however busy the machine is.
/// </summary>
internal sealed class VirtualBases : IAsyncDisposable
{
    public const string Environment = "virtual";
    private const string Namespace = "default";
    private static readonly ResourceType<System.Text.Json.Nodes.JsonObject> Deployments = Resources.Untyped("apps", "v1", "deployments", "Deployment", namespaced: true);
    private readonly Traffic _traffic = new();
    private readonly LocalClusterFixture _fixture;
    private readonly PackageServer _packages = new();
    private readonly List<VirtualController> _controllers = [];
    private readonly ConcurrentDictionary<string, SimulatedBase> _bases = new(StringComparer.Ordinal);

    private VirtualBases(VirtualTime time, LocalClusterFixture fixture) => (Time, _fixture) = (time, fixture);

    public VirtualTime Time { get; }

    public KubernetesClient Client => _fixture.Client;

    public DateTimeOffset Now => Time.GetUtcNow();

    /// <summary>Starts a cluster, a controller "one" and bases b1 and on. The controller is dead to the cluster when <paramref name="isDead"/> says so.</summary>
    public static async Task<VirtualBases> StartAsync(int bases, Func<bool>? isDead = null)
    {
        var time = new VirtualTime();
        var started = new VirtualBases(time, await LocalClusterFixture.StartAsync(new LocalClusterOptions { Nodes = 0, TimeProvider = time }));
        started.StartController("one", isDead);
        for (var i = 1; i <= bases; i++)
            started.StartBase($"b{i}");
        await started.UntilAsync(async () => await started.ReadyNodesAsync() == bases, TimeSpan.FromSeconds(30), $"{bases} ready nodes");
        return started;
    }

    /// <summary>A controller; all bases know it. Its line to the cluster breaks when <paramref name="isDead"/> says so.</summary>
    public VirtualController StartController(string identity, Func<bool>? isDead = null)
    {
        var line = new MortalLine(_traffic.Counted(_fixture.Cluster.CreateHandler(), url => url.Query.Contains("watch=", StringComparison.Ordinal)), isDead ?? (() => false));
        var client = new KubernetesClient(_fixture.Cluster.Connection with { Handler = line }, new KubernetesClientOptions { TimeProvider = Time });
        var toBases = _traffic.Counted(new SocketsHttpHandler { UseProxy = false }, IsSilent);
        var started = new VirtualController(identity, client, toBases, Time);
        _controllers.Add(started);
        return started;
    }

    public SimulatedBase StartBase(string identity)
    {
        var options = new SimulatedBaseOptions
        {
            Identity = identity,
            Name = Environment,
            Controllers = [HeartbeatLine.Address],
            Network = () => _traffic.Counted(new HeartbeatLine(Hear), _ => false),
        };
        return _bases[identity] = SimulatedBase.Start(options, Time);
    }

    public Task DeployAsync(string module, int replicas) =>
        Client.CreateAsync(Deployments, Namespace, ModuleObjects.Deployment(module, "1.0.0", _packages.Add(module + ".jar", BizPackage.Of(module, "1.0.0")), replicas, Environment));

    public async Task KillAsync(SimulatedBase target)
    {
        _bases.TryRemove(target.Identity, out _);
        await target.DisposeAsync();
    }

    public static string NodeOf(SimulatedBase target) => BaseNode.NameOf(target.Identity, Environment);

    public SimulatedBase HostOf(ReplicaStatus replica) => _bases.Values.Single(b => NodeOf(b) == replica.Base);

    public Task<IReadOnlyList<ReplicaStatus>> ReplicasAsync(string module) =>
        new ReplicaReader(Client, Time).ListAsync(new ReplicaQuery { Namespace = Namespace, Names = [module] });

    public async Task<ReplicaStatus> UntilResponsiveAsync(string module, TimeSpan limit)
    {
        IReadOnlyList<ReplicaStatus> replicas = [];
        await UntilAsync(async () => (replicas = await ReplicasAsync(module)).Count(r => r.State == ReplicaState.Responsive) == 1, limit, $"a responsive replica of {module}");
        return replicas.Single(r => r.State == ReplicaState.Responsive);
    }

    public Task<Node?> NodeAsync(SimulatedBase target) => Client.FindAsync(Resources.Nodes, null, NodeOf(target));

    public Task<Lease?> LeaseAsync(SimulatedBase target) => Client.FindAsync(Resources.Leases, "kube-node-lease", NodeOf(target));

    /// <summary>What was written to the cluster up to now, by method and path.</summary>
    public IReadOnlyDictionary<string, int> Writes => _traffic.Writes;

    /// <summary>Lets so much time pass, second by second.</summary>
    public async Task PassAsync(TimeSpan span)
    {
        for (var end = Now + span; Now < end;)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await _traffic.SettleAsync();
        }
    }

    /// <summary>Lets time pass until the condition holds; says how much did.</summary>
    public async Task<TimeSpan> UntilAsync(Func<Task<bool>> condition, TimeSpan limit, string what)
    {
        var begun = Now;
        await _traffic.SettleAsync();
        while (!await condition())
        {
            Assert.True(Now - begun < limit, $"{what} did not come about within {limit} of virtual time");
            await PassAsync(TimeSpan.FromSeconds(1));
        }
        return Now - begun;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var controller in _controllers)
            await controller.DisposeAsync();
        foreach (var each in _bases.Values)
            await each.DisposeAsync();
        await _packages.DisposeAsync();
        await _fixture.DisposeAsync();
    }

    private async Task<int> ReadyNodesAsync() =>
        (await Client.ListAllAsync(Resources.Nodes, null)).Items.Count(n => n.Status.Conditions.Any(c => c is { Type: "Ready", Status: "True" }));

    private bool IsSilent(Uri url) => _bases.Values.Any(b => b.Port == url.Port && b.IsCutOff);

    private void Hear(Heartbeat beat)
    {
        foreach (var each in _controllers)
            each.Controller.Hear(beat);
    }

    private sealed class MortalLine(HttpMessageHandler inner, Func<bool> isDead) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            isDead() ? throw new HttpRequestException("the process is dead") : base.SendAsync(request, cancellationToken);
    }
}
