using Deploy.Operations.Errors;
using Deploy.Operations.Replicas;
using Deploy.Testing;

namespace Deploy.Operations.Tests.Replicas;

public sealed class ReplicaReaderTests : IAsyncLifetime
{
    private const string Running = """
        status: {phase: Running, startTime: "2026-11-21T11:00:00Z", podIP: 10.0.0.7, conditions: [{type: Ready, status: "True", lastTransitionTime: "2026-11-21T11:00:10Z"}],
          containerStatuses: [{name: biz1, ready: true, restartCount: 2, state: {running: {startedAt: "2026-11-21T11:00:05Z"}}}]}
        """;

    private readonly VirtualTime _time = new(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
    private LocalClusterFixture _cluster = null!;
    private PodWriter _pods = null!;
    private ReplicaReader _reader = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await LocalClusterFixture.StartApiAsync(_time);
        _pods = new PodWriter(_cluster.Client);
        _reader = new ReplicaReader(_cluster.Client, _time);
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_replica_is_listed_with_all_that_its_row_shows()
    {
        var set = await _pods.AddSetAsync("""
            {metadata: {name: biz1-5d8f, annotations: {deployment.kubernetes.io/revision: "4"}}, spec: {replicas: 0, selector: {matchLabels: {a: b}},
             template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}}}
            """);
        await _pods.AddAsync($$"""
            metadata: {name: biz1-5d8f-x, labels: {module.koupleless.io/name: biz1, module.koupleless.io/version: 1.0.0},
              ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: biz1-5d8f, uid: {{set["metadata"]!["uid"]}}, controller: true}]}
            spec: {nodeName: node-1, containers: [{name: biz1, image: "https://s.example/b.jar?sig=PLANTED", env: [{name: BIZ_VERSION, value: 1.0.1}]}]}
            {{Running}}
            """);
        var status = Assert.Single(await _reader.ListAsync(new ReplicaQuery()));
        Assert.Equal(("biz1-5d8f-x", "biz1", "1.0.1", ReplicaState.Responsive), (status.Name, status.Module, status.Version, status.State));
        Assert.Equal(("node-1", 2, "4", "1/1", "default", "10.0.0.7"), (status.Base, status.Restarts, status.Revision, status.Ready, status.Namespace, status.Ip));
        Assert.Equal("https://s.example/b.jar?sig=***", status.Image);
        Assert.Null(status.Cause);
        Assert.Equal("release (revision 4)", status.RecreatedBecause);
        Assert.Equal(_time.GetUtcNow(), status.CreatedAt);
        _time.Advance(TimeSpan.FromHours(3));
        Assert.Equal(TimeSpan.FromHours(3), (await _reader.GetAsync("default", "biz1-5d8f-x")).Age);
    }

    [Fact]
    public async Task Names_versions_nodes_states_and_namespaces_select()
    {
        await _cluster.Client.CreateAsync(Deploy.Kubernetes.Resources.Namespaces, null, new() { Metadata = new() { Name = "other" } });
        await AddAsync("a-1", "alpha", "1.0", "n1");
        await AddAsync("a-2", "alpha", "2.0", "n2");
        await AddAsync("b-1", "beta", "1.0", "n1");
        await AddAsync("c-1", "alpha", "1.0", "n1", "other");
        await _pods.AddAsync("{metadata: {name: stranger}, spec: {containers: [{name: x, image: y}]}}");
        Assert.Equal(["a-1", "a-2", "b-1"], await NamesAsync(new()));
        Assert.Equal(["a-1", "a-2", "b-1", "c-1"], await NamesAsync(new() { Namespace = null }));
        Assert.Equal(["a-1", "a-2"], await NamesAsync(new() { Names = ["alpha"] }));
        Assert.Equal(["a-1", "a-2", "b-1"], await NamesAsync(new() { Names = ["al*", "b?ta"] }));
        Assert.Equal(["a-2"], await NamesAsync(new() { Versions = ["2.*"] }));
        Assert.Equal(["a-1", "b-1"], await NamesAsync(new() { Bases = ["n1"] }));
        Assert.Equal(["b-1"], await NamesAsync(new() { ReplicaNames = ["b-*"] }));
        Assert.Equal(["b-1"], await NamesAsync(new() { LabelSelector = "module.koupleless.io/name=beta" }));
        Assert.Empty(await NamesAsync(new() { States = [ReplicaState.StartingError] }));
        Assert.Equal(3, (await NamesAsync(new() { States = [ReplicaState.Responsive] })).Length);
        Assert.Empty(await NamesAsync(new() { Names = ["gamma"] }));
    }

    [Fact]
    public async Task One_that_lost_its_name_with_its_traffic_is_listed_under_it_still()
    {
        await AddAsync("a-1", "alpha", "1.0", "n1");
        await _pods.AddAsync("{metadata: {name: a-2, labels: {module-controller.koupleless.io/component: module, module.koupleless.io/version: '1.0'}, annotations: {module.deploy/decommissioned-at: '2026-11-21T12:00:00Z'}}, spec: {containers: [{name: alpha, image: a}]}}");
        await _pods.AddAsync("{metadata: {name: b-2, labels: {module-controller.koupleless.io/component: module}}, spec: {containers: [{name: beta, image: a}]}}");
        Assert.Equal(["a-1", "a-2"], await NamesAsync(new() { Names = ["alpha"] }));
    }

    [Fact]
    public async Task Both_styles_of_component_labels_and_plain_deployments_are_modules()
    {
        await _pods.AddAsync("{metadata: {name: p1, labels: {module-controller.koupleless.io/component: module}}, spec: {containers: [{name: biz-a, image: a, env: [{name: BIZ_VERSION, value: '1'}]}]}}");
        await _pods.AddAsync("{metadata: {name: p2, labels: {virtual-kubelet.koupleless.io/component: module}}, spec: {containers: [{name: biz-b, image: 'r/b:2'}]}}");
        await _pods.AddAsync("{metadata: {name: web-5d8f-x, labels: {pod-template-hash: 5d8f}, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-5d8f, uid: u, controller: true}]}, spec: {containers: [{name: nginx, image: 'r/nginx@sha256:abc'}]}}");
        var found = await _reader.ListAsync(new ReplicaQuery());
        Assert.Equal(["biz-a 1", "biz-b 2", "web sha256:abc"], found.Select(status => $"{status.Module} {status.Version}"));
        Assert.Equal("web-5d8f-x", Assert.Single(await _reader.ListAsync(new ReplicaQuery { Names = ["web"] })).Name);
    }

    [Fact]
    public async Task Events_nodes_and_capacity_are_read_for_those_that_need_them()
    {
        await _pods.AddNodeAsync("{metadata: {name: n1}, status: {allocatable: {cpu: '4', memory: 8Gi, pods: '10'}, conditions: [{type: Ready, status: 'True'}]}}");
        var pulling = await _pods.AddAsync("""
            metadata: {name: pulling, labels: {module.koupleless.io/name: biz1}}
            spec: {nodeName: n1, containers: [{name: biz1, image: "r/biz1:9", resources: {requests: {memory: 6Gi}}}]}
            status: {phase: Pending, containerStatuses: [{name: biz1, ready: false, restartCount: 0, state: {waiting: {reason: ImagePullBackOff, message: Back-off pulling image}}}]}
            """);
        await _pods.AddEventAsync(pulling, "Failed", "Failed to pull image \"r/biz1:9\": manifest unknown");
        await _pods.AddAsync("""
            metadata: {name: unplaced, labels: {module.koupleless.io/name: biz1}}
            spec: {containers: [{name: biz1, image: "r/biz1:9", resources: {requests: {memory: 4Gi}}}]}
            status: {phase: Pending, conditions: [{type: PodScheduled, status: "False", reason: Unschedulable, message: "0/1 nodes are available: 1 Insufficient memory."}]}
            """);
        var found = await _reader.ListAsync(new ReplicaQuery());
        Assert.Equal("Image.NotFound", found.Single(status => status.Name == "pulling").Cause?.Code);
        Assert.Equal("Insufficient memory on 1 of 1 node: free 2Gi at most (n1), asked 4Gi.", found.Single(status => status.Name == "unplaced").Cause?.Message);
        var quick = await _reader.ListAsync(new ReplicaQuery { Explain = false });
        Assert.Equal("Image.PullFailed", quick.Single(status => status.Name == "pulling").Cause?.Code);
    }

    [Fact]
    public async Task A_replica_that_replaces_a_recycled_one_says_so()
    {
        await _pods.AddAsync("{metadata: {name: old, labels: {module.koupleless.io/name: biz1}, annotations: {module.deploy/decommissioned-at: '2026-11-21T12:00:00Z'}}, spec: {}}");
        _time.Advance(TimeSpan.FromSeconds(2));
        await _pods.AddAsync("{metadata: {name: young, labels: {module.koupleless.io/name: biz1}}, spec: {}}");
        var found = await _reader.ListAsync(new ReplicaQuery { Names = ["biz1"] });
        Assert.Equal(ReplicaState.Decommissioned, found.Single(status => status.Name == "old").State);
        Assert.Equal("recycling of old", found.Single(status => status.Name == "young").RecreatedBecause);
    }

    [Theory]
    [InlineData(2, "deletion of biz1-5d8f-old")]
    [InlineData(7200, null)]
    public async Task A_replica_that_replaces_a_deleted_one_says_so(int secondsLater, string? because)
    {
        var set = await _pods.AddSetAsync("""
            {metadata: {name: biz1-5d8f, annotations: {deployment.kubernetes.io/revision: "4"}}, spec: {replicas: 0, selector: {matchLabels: {a: b}},
             template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}}}
            """);
        var owner = $"ownerReferences: [{{apiVersion: apps/v1, kind: ReplicaSet, name: biz1-5d8f, uid: {set["metadata"]!["uid"]}, controller: true}}]";
        await _pods.AddAsync($"metadata: {{name: biz1-5d8f-old, finalizers: [example.test/hold], labels: {{module.koupleless.io/name: biz1}}, {owner}}}\nspec: {{}}");
        _time.Advance(TimeSpan.FromHours(1));
        await _pods.DeleteAsync("biz1-5d8f-old");
        _time.Advance(TimeSpan.FromSeconds(secondsLater));
        await _pods.AddAsync($"metadata: {{name: biz1-5d8f-new, labels: {{module.koupleless.io/name: biz1}}, {owner}}}\nspec: {{}}");
        var found = await _reader.ListAsync(new ReplicaQuery { Names = ["biz1"] });
        Assert.Equal(because, found.Single(status => status.Name == "biz1-5d8f-new").RecreatedBecause);
        Assert.Equal("release (revision 4)", found.Single(status => status.Name == "biz1-5d8f-old").RecreatedBecause);
    }

    [Fact]
    public async Task A_replica_that_does_not_exist_and_a_query_without_sense_are_refused()
    {
        var missing = await Assert.ThrowsAsync<DeployException>(() => _reader.GetAsync("default", "nobody"));
        Assert.Equal(("Replica.NotFound", "default/nobody"), (missing.Code.Code, missing.Target));
        var senseless = await Assert.ThrowsAsync<DeployException>(() => _reader.ListAsync(new ReplicaQuery { Names = [" "] }));
        Assert.Equal("Replica.InvalidQuery", senseless.Code.Code);
        Assert.Equal("KubeAPIServer.BadRequest", (await Assert.ThrowsAsync<DeployException>(() => _reader.ListAsync(new ReplicaQuery { LabelSelector = "((" }))).Code.Code);
    }

    private async Task<string[]> NamesAsync(ReplicaQuery query) => [.. (await _reader.ListAsync(query)).Select(status => status.Name).Order(StringComparer.Ordinal)];

    private Task AddAsync(string name, string module, string version, string node, string ns = "default") => _pods.AddAsync($$"""
        metadata: { name: {{name}}, labels: { module.koupleless.io/name: {{module}}, module.koupleless.io/version: "{{version}}" } }
        spec: {nodeName: {{node}}}
        {{Running}}
        """, ns);
}
