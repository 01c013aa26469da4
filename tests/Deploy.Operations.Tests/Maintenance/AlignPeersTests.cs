using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Operations.Maintenance.Peers;
using Deploy.Operations.Modules;
using Deploy.Operations.Tests.Maintenance.Lab;

namespace Deploy.Operations.Tests.Maintenance;

public sealed class AlignPeersTests : IAsyncLifetime
{
    private MaintenanceLab lab = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => lab = await MaintenanceLab.StartAsync(loops: false);

    public ValueTask DisposeAsync() => lab.DisposeAsync();

    [Theory]
    [InlineData("", "v1", 2)]
    [InlineData("", "v2", 1)]
    [InlineData(", virtual-kubelet.koupleless.io/replicas-control: \"true\"", "v1", 5)]
    [InlineData("", "v9", 5)]
    public async Task A_peer_has_a_replica_for_every_ready_base_that_admits_it(string labels, string version, int expected)
    {
        await BaseAsync("b1", "v1", "True");
        await BaseAsync("b2", "v1", "True");
        await BaseAsync("b3", "v1", "False");
        await BaseAsync("b4", "v2", "True");
        await PeerAsync(labels, version);

        await new AlignPeers(lab.Context()).RunAsync(lab.Now, Token);

        Assert.Equal(expected, await ReplicasAsync());
    }

    [Fact]
    public async Task A_base_of_another_environment_counts_for_nobody_who_does_not_bear_its_taint()
    {
        await BaseAsync("b1", "v1", "True", "{key: schedule.koupleless.io/virtual-node, value: 'True', effect: NoExecute}");
        await BaseAsync("b2", "v1", "True", "{key: schedule.koupleless.io/virtual-node, value: 'True', effect: NoExecute}");
        await BaseAsync("b3", "v1", "True", "{key: schedule.koupleless.io/virtual-node, value: 'True', effect: NoExecute}, {key: schedule.koupleless.io/node-env, value: gray, effect: NoExecute}");
        await PeerAsync("", "v1", "tolerations: [{key: schedule.koupleless.io/virtual-node, operator: Equal, value: 'True', effect: NoExecute}]");

        await new AlignPeers(lab.Context()).RunAsync(lab.Now, Token);

        Assert.Equal(2, await ReplicasAsync());
    }

    [Theory]
    [InlineData("paused", "Paused", true)]
    [InlineData("running, its driver gone", null, true)]
    [InlineData("failed", "Failed", true)]
    [InlineData("on its way back", "RollingBack", true)]
    [InlineData("over", "Succeeded", false)]
    [InlineData("closed", "Closed", false)]
    public async Task A_module_whose_release_is_open_is_not_scaled_in_its_middle(string what, string? phase, bool isHeld)
    {
        await BaseAsync("b1", "v1", "True");
        await PeerAsync("", "v1");
        var note = new JsonObject { ["id"] = "r-1", ["since"] = 0, ["batch"] = 1 };
        if (phase is not null)
            note["phase"] = phase;
        var annotated = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [ModuleLabels.Release] = note.ToJsonString(), ["deployment.kubernetes.io/revision"] = "1" } } };
        await lab.Client.PatchAsync(WorkloadResources.Deployments, MaintenanceLab.Ns, "peer", Patch.Merge(annotated), null, Token);

        var report = await new AlignPeers(lab.Context()).RunAsync(lab.Now, Token);

        Assert.Equal(isHeld ? 5 : 1, await ReplicasAsync());
        Assert.True(report.Postponed == (isHeld ? 1 : 0) && report.Failed == 0, $"{what}: {report}");
    }

    private async Task<int> ReplicasAsync() => (await lab.Client.GetAsync(WorkloadResources.Deployments, MaintenanceLab.Ns, "peer", Token)).CountAt("spec", "replicas");

    private Task PeerAsync(string labels, string version, string spec = "") => lab.CreateAsync($$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: peer, labels: {virtual-kubelet.koupleless.io/strategy: peer{{labels}} } }
        spec:
          replicas: 5
          selector: {matchLabels: {app: peer} }
          template:
            metadata: {labels: {app: peer} }
            spec:
              {{spec}}
              containers: [{name: peer, image: registry.local/ok:1}]
              affinity:
                nodeAffinity:
                  requiredDuringSchedulingIgnoredDuringExecution:
                    nodeSelectorTerms: [{matchExpressions: [{key: base.koupleless.io/version, operator: In, values: [{{version}}]}]}]
        """);

    private async Task BaseAsync(string name, string version, string ready, string taints = "")
    {
        var node = Deploy.Testing.Yaml.Read($$"""
            apiVersion: v1
            kind: Node
            metadata: {name: {{name}}, labels: {base.koupleless.io/name: base, base.koupleless.io/version: {{version}}, virtual-kubelet.koupleless.io/component: vnode } }
            spec: {taints: [{{taints}}]}
            status: {conditions: [{type: Ready, status: "{{ready}}"}]}
            """);
        await lab.Client.CreateAsync(Resources.Untyped("", "v1", "nodes", "Node", false), null, node, null, Token);
    }
}
