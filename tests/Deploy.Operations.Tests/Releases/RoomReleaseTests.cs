using Deploy.Kubernetes;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases;

namespace Deploy.Operations.Tests.Releases;

/// <summary>A release whose replicas find no node because others are ending, which take longer than a replica may stay without one.</summary>
public sealed class RoomReleaseTests(ReleaseCluster cluster)
{
    public static TheoryData<ClusterKind> Both => [ClusterKind.Embedded, ClusterKind.Real];

    [Theory, MemberData(nameof(Both))]
    public async Task It_waits_for_the_ports_of_nodes_that_ending_replicas_hold(ClusterKind kind)
    {
        var bed = await cluster.BedAsync(kind);
        var nodes = (await bed.Client.ListAllAsync(Resources.Nodes, null)).Items.Count;
        // One port of every node's for this test alone: none of the other tests' replicas has to do with it.
        await bed.PublishManifestAsync(Manifest("old", nodes, "ignores-sigterm", 18_081));
        await bed.Client.DeleteAsync(WorkloadResources.Deployments, bed.Namespace, "old", new() { Propagation = PropagationPolicy.Background });
        await Deploy.Testing.Eventually.UntilAsync(async () => (await bed.PodsAsync()).All(pod => pod.Metadata.DeletionTimestamp is not null), "all old replicas to end");

        var release = Assert.Single(await bed.PublishManifestAsync(Manifest("new", nodes, "ok", 18_081)));

        Assert.Equal(ReleaseStatus.Current, release.Status);
        Assert.Contains(bed.Progress, news => news.Module == "new" && news.Message.Contains("ending on node-", StringComparison.Ordinal) && news.Message.Contains(", at most ", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Both))]
    public async Task It_ends_with_its_cause_where_the_room_would_not_be_enough(ClusterKind kind)
    {
        var bed = await cluster.BedAsync(kind);
        var nodes = (await bed.Client.ListAllAsync(Resources.Nodes, null)).Items.Count;
        await bed.PublishManifestAsync(Manifest("old", nodes, "ignores-sigterm", 18_082));
        await bed.Client.DeleteAsync(WorkloadResources.Deployments, bed.Namespace, "old", new() { Propagation = PropagationPolicy.Orphan });

        var failure = await Assert.ThrowsAsync<DeployException>(() => bed.PublishManifestAsync(Manifest("new", nodes, "ok", 18_082)));

        Assert.Equal(SchedulerCodes.AntiAffinity, failure.Code);
        Assert.DoesNotContain("ending", failure.Message, StringComparison.Ordinal);
    }

    private static string Manifest(string name, int replicas, string image, int port) => $$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: {{name}} }
        spec:
          replicas: {{replicas}}
          selector: { matchLabels: { app: {{name}} } }
          template:
            metadata: { labels: { app: {{name}}, module.koupleless.io/version: 1.0.0 } }
            spec:
              terminationGracePeriodSeconds: 35
              containers: [ { name: {{name}}, image: "registry.local/{{image}}:1", ports: [ { containerPort: 8080, hostPort: {{port}} } ] } ]
        """;
}
