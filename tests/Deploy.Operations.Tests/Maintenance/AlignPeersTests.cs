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
        await lab.CreateAsync($$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: peer, labels: {virtual-kubelet.koupleless.io/strategy: peer{{labels}} } }
            spec:
              replicas: 5
              selector: {matchLabels: {app: peer} }
              template:
                metadata: {labels: {app: peer} }
                spec:
                  containers: [{name: peer, image: registry.local/ok:1}]
                  affinity:
                    nodeAffinity:
                      requiredDuringSchedulingIgnoredDuringExecution:
                        nodeSelectorTerms: [{matchExpressions: [{key: base.koupleless.io/version, operator: In, values: [{{version}}]}]}]
            """);

        await new AlignPeers(lab.Context()).RunAsync(lab.Now, Token);

        Assert.Equal(expected, (await lab.Client.GetAsync(WorkloadResources.Deployments, MaintenanceLab.Ns, "peer", Token)).CountAt("spec", "replicas"));
    }

    private async Task BaseAsync(string name, string version, string ready)
    {
        var node = Deploy.Testing.Yaml.Read($$"""
            apiVersion: v1
            kind: Node
            metadata: {name: {{name}}, labels: {base.koupleless.io/name: base, base.koupleless.io/version: {{version}} } }
            status: {conditions: [{type: Ready, status: "{{ready}}"}]}
            """);
        await lab.Client.CreateAsync(Resources.Untyped("", "v1", "nodes", "Node", false), null, node, null, Token);
    }
}
