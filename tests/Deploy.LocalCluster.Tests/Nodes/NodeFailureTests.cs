using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Nodes;
using Deploy.LocalCluster.Tests.Controllers;
using Deploy.Testing;

namespace Deploy.LocalCluster.Tests.Nodes;

/// <summary>A node falls silent: minutes of cluster time in a moment of real time.</summary>
public sealed class NodeFailureTests : IAsyncLifetime
{
    private readonly VirtualTime time = new();
    private LocalClusterFixture? fixture;
    private NodePool? pool;

    private KubernetesClient Client => fixture!.Client;

    public async ValueTask InitializeAsync()
    {
        fixture = await LocalClusterFixture.StartAsync(new() { Nodes = 0, TimeProvider = time });
        pool = await NodePool.StartAsync(fixture.Cluster.Connection, new() { Count = 2 }, time);
    }

    public async ValueTask DisposeAsync()
    {
        await pool!.DisposeAsync();
        await fixture!.DisposeAsync();
    }

    [Fact]
    public async Task Its_pods_are_not_ready_after_40_seconds_and_replaced_after_five_minutes()
    {
        await Client.CreateAsync(Kinds.Deployments, "default", Yaml.Read("""
            metadata: { name: web }
            spec:
              replicas: 2
              selector: { matchLabels: { app: web } }
              template: { metadata: { labels: { app: web } }, spec: { containers: [ { name: main, image: "registry.local/ok:1" } ] } }
            """));
        await AdvanceUntilAsync(async () => await ReadyAsync() == 2, "two ready");
        pool!.SwitchOff("node-1");
        var silent = time.GetUtcNow();
        await AdvanceUntilAsync(async () => (await NodeAsync()).Status.Conditions.Any(condition => condition is { Type: "Ready", Status: "Unknown" }), "node unknown");
        Assert.InRange(time.GetUtcNow() - silent, TimeSpan.FromSeconds(35), TimeSpan.FromSeconds(60));
        await AdvanceUntilAsync(async () => await ReadyAsync() == 1 && (await NodeAsync()).Spec.Taints.Any(taint => taint is { Key: "node.kubernetes.io/unreachable", Effect: "NoExecute" }), "tainted");
        Assert.DoesNotContain(await PodsAsync(), pod => pod.Metadata.DeletionTimestamp is not null);
        var tainted = time.GetUtcNow();
        await AdvanceUntilAsync(async () => await ReadyAsync() == 2, "replaced");
        Assert.InRange(time.GetUtcNow() - tainted, TimeSpan.FromSeconds(280), TimeSpan.FromSeconds(330));
        Assert.All((await PodsAsync()).Where(pod => pod.Metadata.DeletionTimestamp is null), pod => Assert.Equal("node-2", pod.Spec.NodeName));
        await pool.SwitchOnAsync("node-1");
        await AdvanceUntilAsync(async () => (await PodsAsync()).Count == 2 && (await NodeAsync()).Spec.Taints.Count == 0, "the node back");
    }

    [Fact]
    public async Task A_clock_that_jumps_by_a_day_costs_no_node()
    {
        time.Jump(TimeSpan.FromDays(1));
        await AdvanceUntilAsync(async () => (await Client.GetAsync(Resources.Leases, "kube-node-lease", "node-1")).Spec.RenewTime > time.GetUtcNow().AddSeconds(-30), "renewed");
        Assert.Equal("True", (await NodeAsync()).Status.Conditions.Single(condition => condition.Type == "Ready").Status);
        Assert.Empty((await NodeAsync()).Spec.Taints);
    }

    [Theory]
    [InlineData("secret: { secretName: keys }", "secrets", "{metadata: {name: keys}}", "secret \"keys\" not found")]
    [InlineData("configMap: { name: settings }", "configmaps", "{metadata: {name: settings}}", "configmap \"settings\" not found")]
    public async Task A_volume_that_is_not_there_holds_the_pod_until_it_is(string source, string plural, string wanted, string said)
    {
        await Client.CreateAsync(Kinds.Pods, "default", Yaml.Read($$"""
            metadata: { name: web }
            spec: { containers: [ { name: main, image: "registry.local/ok:1" } ], volumes: [ { name: v, {{source}} }, { name: w, configMap: { name: none, optional: true } } ] }
            """));
        await AdvanceUntilAsync(async () => (await Client.ListAllAsync(Resources.Events, "default")).Items.Any(told => told is { Reason: "FailedMount", Count: > 2 }), "tried again");
        Assert.Equal($"MountVolume.SetUp failed for volume \"v\" : {said}", (await Client.ListAllAsync(Resources.Events, "default")).Items.Single(told => told.Reason == "FailedMount").Message);
        Assert.Equal(("Pending", "ContainerCreating"), ((await PodsAsync())[0].Status.Phase, (await PodsAsync())[0].Status.ContainerStatuses[0].State.Waiting?.Reason));
        await Client.CreateAsync(Resources.Untyped("", "v1", plural, plural == "secrets" ? "Secret" : "ConfigMap", true), "default", Yaml.Read(wanted));
        await AdvanceUntilAsync(async () => await ReadyAsync() == 1, "started");
    }

    private Task<Node> NodeAsync() => Client.GetAsync(Resources.Nodes, null, "node-1");

    private async Task<IReadOnlyList<Pod>> PodsAsync() => (await Client.ListAllAsync(Resources.Pods, "default")).Items;

    private async Task<int> ReadyAsync() => (await PodsAsync()).Count(pod => pod.Metadata.DeletionTimestamp is null && pod.Status.Conditions.Any(condition => condition is { Type: "Ready", Status: "True" }));

    // Small steps, so that heartbeats keep pace as they would.
    private Task AdvanceUntilAsync(Func<Task<bool>> condition, string what) => Eventually.UntilAsync(
        async () =>
        {
            if (await condition())
                return true;
            time.Advance(TimeSpan.FromSeconds(1));
            return false;
        },
        what);
}
