using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Testing;

namespace Deploy.LocalCluster.Tests.Controllers;

public sealed class DaemonSetTests : LoopTest
{
    [Fact]
    public async Task Every_node_has_one_and_an_update_replaces_them()
    {
        await CreateAsync();
        await UntilAsync(status => status is { NumberReady: 3, DesiredNumberScheduled: 3, UpdatedNumberScheduled: 3 });
        Assert.Equal(["node-1", "node-2", "node-3"], (await PodsAsync("agent")).Select(pod => pod.Spec.NodeName).Order());
        var hash = (await PodsAsync("agent")).Select(pod => pod.Metadata.Labels["controller-revision-hash"]).Distinct().Single();
        await PatchAsync(Resources.DaemonSets, "agent", "spec: { template: { spec: { containers: [ { name: main, image: \"registry.local/ok:2\" } ] } } }");
        await UntilAsync(status => status is { NumberAvailable: 3, UpdatedNumberScheduled: 3, ObservedGeneration: 2 });
        Assert.DoesNotContain(await PodsAsync("agent"), pod => pod.Metadata.Labels["controller-revision-hash"] == hash);
        Assert.Equal([1, 2], (await Client.ListAllAsync(Resources.ControllerRevisions, "default")).Items.Select(revision => revision.Revision).Order());
    }

    [Fact]
    public async Task A_node_selector_limits_it_and_following_labels_moves_it()
    {
        await CreateAsync("nodeSelector: { pool: special }");
        await UntilAsync(status => status is { DesiredNumberScheduled: 0, ObservedGeneration: 1 });
        await Client.PatchAsync(Resources.Nodes, null, "node-2", Patch.Merge(Yaml.Read("metadata: { labels: { pool: special } }")));
        await UntilAsync(status => status is { NumberReady: 1, DesiredNumberScheduled: 1 });
        await Client.PatchAsync(Resources.Nodes, null, "node-2", Patch.Merge(Yaml.Read("metadata: { labels: { pool: null } }")));
        await Eventually.UntilAsync(async () => (await PodsAsync("agent")).Count == 0, "no pods");
    }

    [Fact]
    public async Task With_OnDelete_old_pods_stay_until_they_are_deleted()
    {
        await CreateAsync(strategy: "updateStrategy: { type: OnDelete }");
        await UntilAsync(status => status.NumberReady == 3);
        await PatchAsync(Resources.DaemonSets, "agent", "spec: { template: { spec: { containers: [ { name: main, image: \"registry.local/ok:2\" } ] } } }");
        await UntilAsync(status => status is { ObservedGeneration: 2, UpdatedNumberScheduled: 0 });
        await Client.DeleteAsync(Resources.Pods, "default", (await PodsAsync("agent"))[0].Metadata.Name);
        await UntilAsync(status => status is { UpdatedNumberScheduled: 1, NumberReady: 3 });
    }

    private Task CreateAsync(string more = "", string strategy = "") => CreateAsync(Kinds.DaemonSets, $$"""
        metadata: { name: agent }
        spec:
          selector: { matchLabels: { app: agent } }
          {{strategy}}
          template:
            metadata: { labels: { app: agent } }
            spec:
              {{more}}
              containers: [ { name: main, image: "registry.local/ok:1" } ]
        """);

    private Task UntilAsync(Func<DaemonSetStatus, bool> condition) =>
        Eventually.UntilAsync(async () => condition((await Client.GetAsync(Resources.DaemonSets, "default", "agent")).Status), "the daemon set's status");
}
