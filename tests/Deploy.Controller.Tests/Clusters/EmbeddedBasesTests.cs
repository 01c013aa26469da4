using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.LocalCluster;
using Deploy.LocalCluster.Bases;
using Deploy.Testing;
using Deploy.Testing.Bases;

namespace Deploy.Controller.Tests.Clusters;

/// <summary>The bases that a local cluster brings along, with its own scheduler, controllers, logs and proxy.</summary>
public sealed class EmbeddedBasesTests : IAsyncLifetime
{
    private static readonly ResourceType<System.Text.Json.Nodes.JsonObject> Deployments = Resources.Untyped("apps", "v1", "deployments", "Deployment", namespaced: true);
    private readonly PackageServer _packages = new();
    private LocalClusterFixture? _fixture;

    private KubernetesClient Client => _fixture!.Client;

    private SimulatedBases Bases => _fixture!.Cluster.Bases;

    public async ValueTask InitializeAsync() => _fixture = await LocalClusterFixture.StartAsync(new LocalClusterOptions { Nodes = 1, Bases = 3 });

    public async ValueTask DisposeAsync()
    {
        await _fixture!.DisposeAsync();
        await _packages.DisposeAsync();
    }

    [Fact]
    public async Task A_module_goes_to_every_base_and_a_container_to_none()
    {
        await PublishAsync("biz1", replicas: 3);
        await Client.CreateAsync(Resources.Untyped("", "v1", "pods", "Pod", namespaced: true), "default", (System.Text.Json.Nodes.JsonObject)System.Text.Json.Nodes.JsonNode.Parse("""{"metadata":{"name":"plain"},"spec":{"containers":[{"name":"main","image":"registry.local/ok:1"}]}}""")!);
        await Eventually.UntilAsync(async () => (await ReadyAsync("biz1")).Count == 3 && (await Client.GetAsync(Resources.Pods, "default", "plain")).Status.Phase == "Running", "3 ready replicas and a plain pod");
        Assert.Equal(["vnode.base-1.default", "vnode.base-2.default", "vnode.base-3.default"], (await ReadyAsync("biz1")).Select(p => p.Spec.NodeName).Order(StringComparer.Ordinal));
        Assert.All(Bases.All, b => Assert.Equal(1, b.Installs["biz1:1.0.0"]));
        Assert.Equal("node-1", (await Client.GetAsync(Resources.Pods, "default", "plain")).Spec.NodeName);
    }

    [Fact]
    public async Task Its_log_and_its_path_are_reached_through_the_cluster()
    {
        await PublishAsync("biz1", replicas: 1);
        await Eventually.UntilAsync(async () => (await ReadyAsync("biz1")).Count == 1, "a ready replica");
        var pod = Assert.Single(await ReadyAsync("biz1"));
        var log = new List<string>();
        await foreach (var line in Client.ReadLogAsync("default", pod.Metadata.Name, new LogOptions { Container = "biz1" }))
            log.Add(line);
        Assert.Contains(log, line => line.Contains("biz1:1.0.0 ACTIVATED STARTED", StringComparison.Ordinal));
        var answer = await Client.GetTextAsync($"/api/v1/namespaces/default/pods/{pod.Metadata.Name}:8080/proxy/hello");
        Assert.Contains("\"module\":\"biz1\",\"version\":\"1.0.0\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_base_that_is_added_takes_what_waited_for_its_version()
    {
        await PublishAsync("later", replicas: 1, baseVersion: "2.0.0");
        await Eventually.UntilAsync(async () => (await PodsAsync("later")).Any(p => p.Status.Conditions.Any(c => c.Reason == "Unschedulable")), "an unschedulable replica");
        var added = Bases.Add(new BaseSpec { Version = "2.0.0" });
        await Eventually.UntilAsync(async () => (await ReadyAsync("later")).Count == 1, "the module on the new base");
        Assert.Equal("base-4", added.Identity);
        Assert.Equal(1, added.Installs["later:1.0.0"]);
    }

    [Fact]
    public async Task A_base_that_says_goodbye_goes_at_once_with_its_node()
    {
        await Eventually.UntilAsync(async () => await Client.FindAsync(Resources.Nodes, null, "vnode.base-3.default") is not null, "its node");
        Assert.True(await Bases.RemoveAsync("base-3"));
        await Eventually.UntilAsync(async () => await Client.FindAsync(Resources.Nodes, null, "vnode.base-3.default") is null, "the end of its node");
        Assert.False(await Bases.RemoveAsync("base-3"));
    }

    [Theory]
    [InlineData("base-1")]
    [InlineData("Base")]
    [InlineData("-x")]
    public void A_base_that_is_taken_or_cannot_name_a_node_is_refused(string identity) =>
        Assert.Throws<ArgumentException>(() => Bases.Add(new BaseSpec { Identity = identity }));

    private Task PublishAsync(string module, int replicas, string baseVersion = "1.0.0") =>
        Client.CreateAsync(Deployments, "default", ModuleObjects.Deployment(module, "1.0.0", _packages.Add(module + ".jar", BizPackage.Of(module, "1.0.0")), replicas, "base", baseVersion));

    private async Task<IReadOnlyList<Pod>> PodsAsync(string module) => (await Client.ListAllAsync(Resources.Pods, "default", new ListOptions { LabelSelector = $"module.koupleless.io/name={module}" })).Items;

    private async Task<IReadOnlyList<Pod>> ReadyAsync(string module) => [.. (await PodsAsync(module)).Where(BaseBed.IsReady)];
}
