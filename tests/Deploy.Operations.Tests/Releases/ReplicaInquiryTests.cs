using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Serialization;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Rollout;
using Deploy.Operations.Replicas;
using Deploy.Testing;

namespace Deploy.Operations.Tests.Releases;

/// <summary>When a wait looks for room, and what it remembers of it, on the API alone: nothing else touches nodes and pods.</summary>
public sealed class ReplicaInquiryTests : IAsyncLifetime
{
    private readonly VirtualTime _time = new();
    private readonly RequestCount _requests = new();
    private LocalClusterFixture? _cluster;
    private KubernetesClient? _client;
    private ReplicaInquiry? _inquiry;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private KubernetesClient Api => _cluster!.Client;

    public async ValueTask InitializeAsync()
    {
        _cluster = await LocalClusterFixture.StartApiAsync(_time);
        _requests.InnerHandler = _cluster.Cluster.CreateHandler();
        _client = new(_cluster.Cluster.Connection with { Handler = _requests }, new() { TimeProvider = _time, MaxRetries = 0 });
        _inquiry = new(_client, _time);
        await CreateAsync("nodes", "{metadata: {name: node-1}}");
        await Api.PatchAsync(Resources.Nodes, null, "node-1", Patch.Merge(Yaml.Read("status: {allocatable: {pods: 10, cpu: 4}}")), new() { Subresource = "status" }, Token);
    }

    public async ValueTask DisposeAsync()
    {
        _client!.Dispose();
        await _cluster!.DisposeAsync();
    }

    [Fact]
    public async Task It_looks_after_two_seconds_then_at_intervals_and_once_more_before_anything_is_given_up()
    {
        await PodAsync("old", cpu: 4, node: "node-1");
        var pod = await RefusedAsync("new", cpu: 2);
        Assert.Null(await AskAsync(pod));
        Assert.Equal((0, _time.GetUtcNow().AddSeconds(2)), (_requests.OfNodes, _inquiry!.AskAgainAt));

        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(await AskAsync(pod));
        Assert.Equal((1, _time.GetUtcNow().AddSeconds(5)), (_requests.OfNodes, _inquiry.AskAgainAt));
        await AskAsync(pod);
        Assert.Equal(1, _requests.OfNodes);

        // 27 seconds: the last look at an interval is over; the pod would be given up at 30, before the next one.
        for (var looks = 0; looks < 5; looks++)
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            await AskAsync(pod);
        }
        Assert.Equal(_time.GetUtcNow().AddSeconds(3), _inquiry.AskAgainAt);
        await EndAsync("old", grace: 20);
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(new EndingRoom("node-1", 1, _time.GetUtcNow().AddSeconds(17)), await AskAsync(pod));
    }

    [Fact]
    public async Task Room_that_has_come_is_waited_on_once_and_not_for_ever()
    {
        await PodAsync("old", cpu: 4, node: "node-1");
        var pod = await RefusedAsync("new", cpu: 2);
        await EndAsync("old", grace: 30);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, (await AskAsync(pod))?.Replicas);

        // It goes long before its grace is over; from then on the scheduler has its margin, whatever it has against the pod.
        await Api.DeleteAsync(Resources.Pods, "default", "old", new() { GracePeriodSeconds = 0 }, Token);
        _time.Advance(TimeSpan.FromSeconds(5));
        var came = _time.GetUtcNow();
        Assert.Equal(new EndingRoom("node-1", 0, came), await AskAsync(pod));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(new EndingRoom("node-1", 0, came), await AskAsync(pod));

        // Others took it; when they end, that is room to be waited for again.
        await PodAsync("other", cpu: 4, node: "node-1");
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(await AskAsync(pod));
        await EndAsync("other", grace: 30);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, (await AskAsync(pod))?.Replicas);
    }

    [Fact]
    public async Task Who_may_not_list_nodes_waits_for_what_ends_in_the_namespace_also_when_it_has_just_gone()
    {
        _requests.Refused = path => path.EndsWith("/nodes", StringComparison.Ordinal) || path == "/api/v1/pods";
        await PodAsync("old", cpu: 4, node: "node-1");
        var pod = await RefusedAsync("new", cpu: 2);
        await EndAsync("old", grace: 30);
        var end = _time.GetUtcNow().AddSeconds(30);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(new EndingRoom(null, 1, end), await AskAsync(pod));
        await Api.DeleteAsync(Resources.Pods, "default", "old", new() { GracePeriodSeconds = 0 }, Token);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(new EndingRoom(null, 1, end), await AskAsync(pod));
    }

    [Fact]
    public async Task A_server_in_trouble_is_asked_again()
    {
        await PodAsync("old", cpu: 4, node: "node-1");
        var pod = await RefusedAsync("new", cpu: 2);
        await EndAsync("old", grace: 30);
        _time.Advance(TimeSpan.FromSeconds(2));
        _requests.Fails = true;
        Assert.Null(await AskAsync(pod));
        Assert.Equal(_time.GetUtcNow().AddSeconds(2), _inquiry!.AskAgainAt);
        _requests.Fails = false;
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, (await AskAsync(pod))?.Replicas);
    }

    [Fact]
    public async Task Nothing_is_asked_for_replicas_that_have_a_node_or_are_not_awaited()
    {
        var placed = await PodAsync("placed", cpu: 1, node: "node-1");
        var pod = await RefusedAsync("new", cpu: 2);
        _time.Advance(TimeSpan.FromMinutes(1));
        await _inquiry!.AddToAsync(Snapshot(placed), _ => true, Token);
        await _inquiry.AddToAsync(Snapshot(pod), _ => false, Token);
        Assert.Equal(0, _requests.OfNodes);
    }

    private async Task<EndingRoom?> AskAsync(Pod pod)
    {
        var known = (await _inquiry!.AddToAsync(Snapshot(pod), _ => true, Token)).Evidence.GetValueOrDefault(pod.Metadata.Uid);
        return ReplicaStates.Decide(pod, known, null, _time.GetUtcNow()).Room;
    }

    private static WorkloadSnapshot Snapshot(Pod pod) => new(new Workload(ModuleKind.Deployment, []), [], [pod], []);

    private async Task<Pod> PodAsync(string name, int cpu, string? node = null)
    {
        var spec = $"{{metadata: {{name: {name}}}, spec: {{{(node is null ? "" : $"nodeName: {node}, ")}containers: [{{name: c, image: i, resources: {{requests: {{cpu: {cpu}}}}}}}]}}}}";
        return (await CreateAsync("pods", spec)).Deserialize(ModelJson.Of<Pod>())!;
    }

    private async Task<Pod> RefusedAsync(string name, int cpu)
    {
        var pod = await PodAsync(name, cpu);
        var condition = new Condition { Type = "PodScheduled", Status = "False", Reason = "Unschedulable", Message = "0/1 nodes are available: 1 Insufficient cpu.", LastTransitionTime = _time.GetUtcNow() };
        return pod with { Status = pod.Status with { Phase = "Pending", Conditions = [condition] } };
    }

    private Task EndAsync(string name, int grace) => Api.DeleteAsync(Resources.Pods, "default", name, new() { GracePeriodSeconds = grace }, Token);

    private Task<JsonObject> CreateAsync(string plural, string yaml) => plural == "nodes"
        ? Api.CreateAsync(Resources.Untyped("", "v1", "nodes", "Node", false), null, Yaml.Read(yaml), null, Token)
        : Api.CreateAsync(Resources.Untyped("", "v1", "pods", "Pod", true), "default", Yaml.Read(yaml), null, Token);

    private sealed class RequestCount : DelegatingHandler
    {
        public int OfNodes { get; private set; }

        public bool Fails { get; set; }

        public Func<string, bool>? Refused { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var path = request.RequestUri!.AbsolutePath;
            OfNodes += path.EndsWith("/nodes", StringComparison.Ordinal) ? 1 : 0;
            return Fails ? Task.FromResult(Status(HttpStatusCode.ServiceUnavailable, "ServiceUnavailable"))
                : Refused?.Invoke(path) == true ? Task.FromResult(Status(HttpStatusCode.Forbidden, "Forbidden"))
                : base.SendAsync(request, cancellationToken);
        }

        private static HttpResponseMessage Status(HttpStatusCode status, string reason) => new(status)
        {
            Content = new StringContent($$"""{"kind":"Status","apiVersion":"v1","status":"Failure","message":"no","reason":"{{reason}}","code":{{(int)status}}}""", null, "application/json"),
        };
    }
}
