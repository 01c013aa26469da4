using Deploy.Conformance.Tests.Workloads;

namespace Deploy.Conformance.Tests.Releases;

/// <summary>The availability barrier: batches of a plain Deployment that the controller itself cannot pass.</summary>
public sealed class BarrierTests(ClusterPair clusters) : DeploymentCase(clusters)
{
    private const string Barrier =
        """
        spec:
          minReadySeconds: 2147483646
          progressDeadlineSeconds: 2147483647
          strategy: {rollingUpdate: {maxSurge: 2, maxUnavailable: 0}}
          template: {spec: {containers: [{name: main, image: 'registry.local/ok:2'}]}}
        """;

    [Theory, BothClusters]
    public async Task It_stops_after_one_batch_by_itself(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await StartAsync(ns);
        var web = await ns.UntilAsync("deployments/web", web => web.Number("status.updatedReplicas") == 2 && web.Number("status.readyReplicas") == 6);
        Assert.Equal(6, web.Number("status.replicas"));
        Assert.NotEqual("False", web.Condition("Progressing"));
        Assert.Equal([4, 2], (await GetSetsAsync(ns)).Select(set => set.Number("spec.replicas")));
    }

    [Theory, BothClusters]
    public async Task The_next_batch_opens_when_the_old_set_shrinks(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await StartAsync(ns);
        await UntilReadyAsync(ns, updated: 2, replicas: 6);
        var old = (await GetSetsAsync(ns))[0].Name();
        await ns.PatchAsync($"replicasets/{old}/scale", "spec: {replicas: 2}");
        await UntilReadyAsync(ns, updated: 4, replicas: 6);
        await ns.PatchAsync($"replicasets/{old}/scale", "spec: {replicas: 0}");
        await UntilReadyAsync(ns, updated: 4, replicas: 4);
        await ns.PatchAsync("deployments/web", "spec: {minReadySeconds: 0, progressDeadlineSeconds: 600, strategy: {rollingUpdate: {maxSurge: 25%, maxUnavailable: 25%}}}");
        await UntilCompleteAsync(ns);
        Assert.Equal([0, 4], (await GetSetsAsync(ns)).Select(set => set.Number("spec.replicas")));
    }

    [Theory, BothClusters]
    public async Task An_abort_puts_the_old_template_back_without_a_gap(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await StartAsync(ns);
        await UntilReadyAsync(ns, updated: 2, replicas: 6);
        await ns.PatchAsync("deployments/web",
            """
            spec:
              minReadySeconds: 0
              progressDeadlineSeconds: 600
              strategy: {rollingUpdate: {maxSurge: 25%, maxUnavailable: 25%}}
              template: {spec: {containers: [{name: main, image: 'registry.local/ok:1'}]}}
            """, ClusterApi.Strategic);
        await UntilCompleteAsync(ns);
        var sets = await GetSetsAsync(ns);
        Assert.Equal([0, 4], sets.Select(set => set.Number("spec.replicas")));
        Assert.Equal(Samples.Good, sets[1].Text("spec.template.spec.containers.0.image"));
        Assert.Equal(3, Revision(sets[1]));
    }

    [Theory, BothClusters]
    public async Task The_old_set_can_be_broken_and_the_barrier_still_holds(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await StartAsync(ns);
        await UntilReadyAsync(ns, updated: 2, replicas: 6);
        var old = (await ns.GetAsync("pods")).Items().First(pod => pod.Text("spec.containers.0.image") == Samples.Good).Name();
        await ns.DeleteAsync($"pods/{old}", "gracePeriodSeconds: 0");
        await UntilReadyAsync(ns, updated: 2, replicas: 6);
        Assert.Equal([4, 2], (await GetSetsAsync(ns)).Select(set => set.Number("spec.replicas")));
    }

    private static async Task StartAsync(TestNamespace ns)
    {
        await ns.CreateAsync("deployments", Samples.Deployment("web", replicas: 4));
        await UntilCompleteAsync(ns);
        await ns.PatchAsync("deployments/web", Barrier, ClusterApi.Strategic);
    }

    private static Task UntilReadyAsync(TestNamespace ns, int updated, int replicas) => ns.UntilAsync("deployments/web", web =>
        web.Number("status.observedGeneration") == web.Number("metadata.generation")
        && web.Number("status.updatedReplicas") == updated && web.Number("status.replicas") == replicas && web.Number("status.readyReplicas") == replicas);
}
