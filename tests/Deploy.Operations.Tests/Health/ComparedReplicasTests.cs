using Deploy.Kubernetes;
using Deploy.Operations.Diagnostics;
using Deploy.Operations.Health;
using Deploy.Operations.Replicas;
using Deploy.Operations.Tests.Replicas;
using Deploy.Testing;

namespace Deploy.Operations.Tests.Health;

/// <summary>What an operator gets of modules on bases is what the bases say, and costs a second at most.</summary>
public sealed class ComparedReplicasTests : IAsyncLifetime
{
    private const string Ready = """
        {phase: Running, podIP: 10.0.0.1, conditions: [{type: Ready, status: "True"}], containerStatuses: [{name: biz1, ready: true, restartCount: 0, state: {running: {startedAt: "2026-11-21T11:00:00Z"}}}]}
        """;

    private readonly VirtualTime _time = new(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
    private readonly ScriptedBases _bases = new();
    private readonly List<string> _warnings = [];
    private LocalClusterFixture _cluster = null!;
    private PodWriter _pods = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ComparedReplicas Compared => new(_cluster.Client, _time, _bases, WarnAsync);

    public async ValueTask InitializeAsync()
    {
        _cluster = await LocalClusterFixture.StartApiAsync(_time);
        _pods = new PodWriter(_cluster.Client);
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_pod_that_says_ready_over_a_broken_module_is_unresponsive_and_found_as_such()
    {
        await AddAsync("biz1-a", "vnode.b1.test", "10.0.0.1");
        _bases.Say("10.0.0.1", "BROKEN");
        var replica = Assert.Single(await Compared.ListAsync(new ReplicaQuery { States = [ReplicaState.Unresponsive] }, Token));
        Assert.Equal((ReplicaState.Unresponsive, "Base.StatusDisagrees"), (replica.State, replica.Cause?.Code));
        Assert.Equal("Pod says Ready, base says BROKEN since 2026-11-21 11:58 UTC.", replica.Cause?.Message);
        Assert.Empty(await Compared.ListAsync(new ReplicaQuery { States = [ReplicaState.Responsive] }, Token));
        Assert.Empty(_warnings);
    }

    [Fact]
    public async Task A_base_that_is_silent_costs_a_second_and_is_named()
    {
        await AddAsync("biz1-a", "vnode.b1.test", "10.0.0.1");
        await AddAsync("biz1-b", "vnode.b2.test", "10.0.0.2");
        _bases.Say("10.0.0.2", "GONE");
        var listing = Compared.ListAsync(new ReplicaQuery(), Token);
        await Eventually.UntilAsync(() => _bases.Count == 2, "both bases asked at once");
        _time.Advance(ComparedReplicas.Patience);
        var replicas = await listing;
        Assert.Equal([ReplicaState.Responsive, ReplicaState.Unresponsive], replicas.Select(r => r.State));
        Assert.StartsWith("1 base gave no answer within 1 s", Assert.Single(_warnings), StringComparison.Ordinal);
        Assert.Contains("vnode.b1.test", _warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_replica_is_on_a_base_nothing_more_is_read_and_nobody_asked()
    {
        await AddAsync("biz1-a", "node-1", "10.0.0.1");
        var read = new List<string>();
        using var client = new KubernetesClient(_cluster.Cluster.Connection with { Handler = new Recorder(_cluster.Cluster.CreateHandler(), read) });
        Assert.Single(await new ComparedReplicas(client, _time, _bases).ListAsync(new ReplicaQuery(), Token));
        Assert.DoesNotContain(read, path => path.Contains("/nodes", StringComparison.Ordinal) || path.Contains("/leases", StringComparison.Ordinal));
        Assert.Equal(0, _bases.Count);
    }

    [Fact]
    public async Task Who_may_not_read_nodes_gets_what_the_pods_say()
    {
        await AddAsync("biz1-a", "vnode.b1.test", "10.0.0.1");
        using var client = new KubernetesClient(_cluster.Cluster.Connection with { Handler = new Recorder(_cluster.Cluster.CreateHandler(), []) { Forbidden = "/nodes" } });
        Assert.Equal(ReplicaState.Responsive, Assert.Single(await new ComparedReplicas(client, _time, _bases, WarnAsync).ListAsync(new ReplicaQuery(), Token)).State);
        Assert.StartsWith("What the pods say is not compared with their bases", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replica_is_diagnosed_with_its_base()
    {
        await AddAsync("biz1-a", "vnode.b1.test", "10.0.0.1");
        _bases.Say("10.0.0.1", "GONE");
        var pod = await new ReplicaReader(_cluster.Client, _time).GetAsync("default", "biz1-a", cancellationToken: Token);
        var (status, host) = await Compared.CompareAsync(pod, Token);
        Assert.Equal("Pod says Ready, base says that it has no biz1:1.0.0.", status.Cause?.Message);
        Assert.Equal("base says MISSING; looked after by no controller", BaseDiagnostic.Of(host!, status.Module, status.Version).ToString());
    }

    [Fact]
    public async Task A_live_view_follows_what_bases_say()
    {
        await AddAsync("biz1-a", "vnode.b1.test", "10.0.0.1");
        _bases.Say("10.0.0.1", "ACTIVATED");
        await using var view = Compared.WatchAsync(new ReplicaQuery(), Token).GetAsyncEnumerator(Token);
        Assert.Equal("Added Responsive ", await NextAsync(view));
        Assert.Equal("Synced  ", await NextAsync(view));
        _bases.Say("10.0.0.1", "BROKEN");
        Assert.Equal("Changed Unresponsive Base.StatusDisagrees", await NextAsync(view));
        _bases.Say("10.0.0.1", "ACTIVATED");
        Assert.Equal("Changed Responsive ", await NextAsync(view));
        await _pods.DeleteAsync("biz1-a");
        Assert.Equal("Deleted Deleted ", await NextAsync(view));
    }

    // The view asks every few seconds of its clock.
    private async Task<string> NextAsync(IAsyncEnumerator<ReplicaChange> view)
    {
        var next = view.MoveNextAsync().AsTask();
        await Eventually.UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            return next.IsCompleted;
        }, "the next change", TimeSpan.FromSeconds(30));
        Assert.True(await next);
        return $"{view.Current.Type} {view.Current.Status?.State} {view.Current.Status?.Cause?.Code}";
    }

    private async Task AddAsync(string name, string node, string ip)
    {
        if (await _cluster.Client.FindAsync(Resources.Nodes, null, node, Token) is null)
            await _pods.AddNodeAsync($"{{metadata: {{name: {node}, labels: {{virtual-kubelet.koupleless.io/component: vnode}}}}, status: {{addresses: [{{type: InternalIP, address: {ip}}}], conditions: [{{type: Ready, status: \"True\"}}]}}}}");
        await _pods.AddAsync($"metadata: {{name: {name}, labels: {{module.koupleless.io/name: biz1, module.koupleless.io/version: 1.0.0}}}}\nspec: {{nodeName: {node}}}");
        await _pods.SetStatusAsync(name, Ready);
    }

    private Task WarnAsync(string said)
    {
        _warnings.Add(said);
        return Task.CompletedTask;
    }

    private sealed class Recorder(HttpMessageHandler inner, List<string> read) : DelegatingHandler(inner)
    {
        public string? Forbidden { get; init; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var path = request.RequestUri!.AbsolutePath;
            lock (read)
                read.Add(path);
            return Forbidden is { } part && path.Contains(part, StringComparison.Ordinal) ? new HttpResponseMessage(System.Net.HttpStatusCode.Forbidden) : await base.SendAsync(request, cancellationToken);
        }
    }
}
