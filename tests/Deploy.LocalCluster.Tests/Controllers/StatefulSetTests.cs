using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Testing;

namespace Deploy.LocalCluster.Tests.Controllers;

public sealed class StatefulSetTests : LoopTest
{
    [Fact]
    public async Task Pods_come_one_by_one_and_go_from_the_last()
    {
        await CreateAsync(3);
        await UntilReadyAsync("db", 3);
        var pods = (await PodsAsync("db")).OrderBy(pod => pod.Metadata.Name).ToList();
        Assert.Equal(["db-0", "db-1", "db-2"], pods.Select(pod => pod.Metadata.Name));
        Assert.All(pods, pod => Assert.Equal(pod.Metadata.Name, pod.Spec.Hostname));
        // Each began only when the one before was Ready.
        for (var i = 1; i < 3; i++)
            Assert.True(pods[i].Metadata.CreationTimestamp >= ReadySince(pods[i - 1]));
        await Client.SetScaleAsync(Resources.StatefulSets, "default", "db", 1);
        await Eventually.UntilAsync(async () => (await PodsAsync("db")).Select(pod => pod.Metadata.Name).SequenceEqual(["db-0"]), "db-0 alone");
    }

    [Fact]
    public async Task A_partition_keeps_the_lower_pods_at_the_old_revision()
    {
        await CreateAsync(3, "podManagementPolicy: Parallel");
        await UntilReadyAsync("db", 3);
        await PatchAsync(Resources.StatefulSets, "db", """
            spec:
              updateStrategy: { rollingUpdate: { partition: 2 } }
              template: { spec: { containers: [ { name: main, image: "registry.local/ok:2" } ] } }
            """);
        await UntilImagesAsync("registry.local/ok:1", "registry.local/ok:1", "registry.local/ok:2");
        var set = await Client.GetAsync(Resources.StatefulSets, "default", "db");
        Assert.NotEqual(set.Status.CurrentRevision, set.Status.UpdateRevision);
        await Client.DeleteAsync(Resources.Pods, "default", "db-0");
        await UntilImagesAsync("registry.local/ok:1", "registry.local/ok:1", "registry.local/ok:2");
        await PatchAsync(Resources.StatefulSets, "db", "spec: { updateStrategy: { rollingUpdate: { partition: 0 } } }");
        await UntilImagesAsync("registry.local/ok:2", "registry.local/ok:2", "registry.local/ok:2");
        await Eventually.UntilAsync(
            async () => (await Client.GetAsync(Resources.StatefulSets, "default", "db")).Status is { } status && status.CurrentRevision == status.UpdateRevision && status.CurrentReplicas == 3,
            "the new revision current");
    }

    [Fact]
    public async Task With_OnDelete_a_pod_changes_only_when_it_is_deleted()
    {
        await CreateAsync(2, "updateStrategy: { type: OnDelete }");
        await UntilReadyAsync("db", 2);
        await PatchAsync(Resources.StatefulSets, "db", "spec: { template: { spec: { containers: [ { name: main, image: \"registry.local/ok:2\" } ] } } }");
        await Eventually.UntilAsync(async () => await Client.GetAsync(Resources.StatefulSets, "default", "db") is { } set && set.Status.UpdateRevision != set.Status.CurrentRevision, "a second revision");
        await Client.DeleteAsync(Resources.Pods, "default", "db-1");
        await UntilImagesAsync("registry.local/ok:1", "registry.local/ok:2");
        Assert.Equal(2, (await Client.ListAllAsync(Resources.ControllerRevisions, "default")).Items.Count);
    }

    private Task CreateAsync(int replicas, string more = "") => CreateAsync(Kinds.StatefulSets, $$"""
        metadata: { name: db }
        spec:
          replicas: {{replicas}}
          serviceName: db
          selector: { matchLabels: { app: db } }
          {{more}}
          template:
            metadata: { labels: { app: db } }
            spec: { containers: [ { name: main, image: "registry.local/ok:1" } ] }
        """);

    private new Task UntilReadyAsync(string name, int replicas) => Eventually.UntilAsync(
        async () => (await Client.GetAsync(Resources.StatefulSets, "default", name)).Status.ReadyReplicas == replicas, $"{replicas} ready");

    private Task UntilImagesAsync(params string[] images) => Eventually.UntilAsync(
        async () => (await PodsAsync("db")).Where(IsReady).OrderBy(pod => pod.Metadata.Name).Select(pod => pod.Spec.Containers[0].Image).SequenceEqual(images),
        $"images {string.Join(' ', images)}");

    private static bool IsReady(Pod pod) => pod.Metadata.DeletionTimestamp is null && pod.Status.Conditions.Any(condition => condition is { Type: "Ready", Status: "True" });

    private static DateTimeOffset? ReadySince(Pod pod) => pod.Status.Conditions.Single(condition => condition.Type == "Ready").LastTransitionTime;
}
