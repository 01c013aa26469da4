using Deploy.Conformance.Tests.Workloads;

namespace Deploy.Conformance.Tests.Releases;

/// <summary>New package URLs in every template of the history, without a restart and without a new revision.</summary>
public sealed class UrlRefreshTests(ClusterPair clusters) : DeploymentCase(clusters)
{
    [Theory, BothClusters]
    public async Task Nothing_restarts_and_every_revision_is_fresh(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await PrepareAsync(ns);
        var before = (await ns.GetAsync("pods")).Items().Select(pod => pod.Text("metadata.uid")).Order().ToList();

        await ns.PatchAsync("deployments/web", "spec: {paused: true}");
        await UntilObservedAsync(ns);
        foreach (var set in await GetSetsAsync(ns))
            await PatchImageAsync(ns, $"replicasets/{set.Name()}", set.Text("spec.template.spec.containers.0.image") + "-fresh");
        await PatchImageAsync(ns, "deployments/web", "registry.local/ok:2-fresh");
        await UntilObservedAsync(ns);
        await ns.PatchAsync("deployments/web", "spec: {paused: false}");
        await UntilObservedAsync(ns);
        await UntilCompleteAsync(ns);

        Assert.Equal(before, (await ns.GetAsync("pods")).Items().Select(pod => pod.Text("metadata.uid")).Order());
        var sets = await GetSetsAsync(ns);
        Assert.Equal([1, 2], sets.Select(Revision));
        Assert.Equal(["registry.local/ok:1-fresh", "registry.local/ok:2-fresh"], sets.Select(set => set.Text("spec.template.spec.containers.0.image")));
    }

    [Theory, BothClusters]
    public async Task A_scale_out_afterwards_uses_the_fresh_url(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await PrepareAsync(ns);
        await ns.PatchAsync("deployments/web", "spec: {paused: true}");
        await UntilObservedAsync(ns);
        await PatchImageAsync(ns, $"replicasets/{(await GetSetsAsync(ns))[1].Name()}", "registry.local/ok:2-fresh");
        await PatchImageAsync(ns, "deployments/web", "registry.local/ok:2-fresh");
        await ns.PatchAsync("deployments/web", "spec: {paused: false, replicas: 3}");
        await UntilCompleteAsync(ns);
        var images = (await ns.GetAsync("pods")).Items().Select(pod => pod.Text("spec.containers.0.image")).Order();
        Assert.Equal(["registry.local/ok:2", "registry.local/ok:2", "registry.local/ok:2-fresh"], images);
    }

    [Theory, BothClusters]
    public async Task A_rollback_afterwards_finds_the_old_revision_s_fresh_template(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await PrepareAsync(ns);
        var old = (await GetSetsAsync(ns))[0].Name();
        await PatchImageAsync(ns, $"replicasets/{old}", "registry.local/ok:1-fresh");
        await PatchImageAsync(ns, "deployments/web", "registry.local/ok:1-fresh");
        await UntilCompleteAsync(ns);
        var sets = await GetSetsAsync(ns);
        Assert.Equal(2, sets.Count);
        Assert.Equal(old, sets[1].Name());
        Assert.Equal(3, Revision(sets[1]));
    }

    private static async Task PrepareAsync(TestNamespace ns)
    {
        await ns.CreateAsync("deployments", Samples.Deployment("web", replicas: 2));
        await UntilCompleteAsync(ns);
        await SetImageAsync(ns, "registry.local/ok:2");
        await UntilCompleteAsync(ns);
        await ns.UntilAsync("pods", list => list.Items().Count == 2);
    }

    private static Task UntilObservedAsync(TestNamespace ns) =>
        ns.UntilAsync("deployments/web", web => web.Number("status.observedGeneration") == web.Number("metadata.generation"));

    private static Task PatchImageAsync(TestNamespace ns, string resource, string image) =>
        ns.PatchAsync(resource, $"spec: {{template: {{spec: {{containers: [{{name: main, image: '{image}'}}]}}}}}}", ClusterApi.Strategic);
}
