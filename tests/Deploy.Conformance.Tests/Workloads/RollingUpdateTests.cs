using System.Text.Json.Nodes;

namespace Deploy.Conformance.Tests.Workloads;

public sealed class RollingUpdateTests(ClusterPair clusters) : DeploymentCase(clusters)
{
    [Theory, BothClusters]
    public async Task It_comes_up_and_says_so(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("deployments", Samples.Deployment("web", replicas: 2));
        var web = await ns.UntilAsync("deployments/web", web => IsComplete(web) && web.Condition("Progressing") == "True" && Reason(web) == "NewReplicaSetAvailable");
        Assert.Equal("True", web.Condition("Available"));
        Assert.Equal(1, Revision(web));
        var pod = (await ns.GetAsync("pods")).Items()[0];
        Assert.Matches("^web-[a-z0-9]+-[a-z0-9]{5}$", pod.Name());
        Assert.Equal("ReplicaSet", pod.Text("metadata.ownerReferences.0.kind"));
        Assert.Equal("true", pod.Text("metadata.ownerReferences.0.controller"));
        Assert.Equal("Running", pod.Text("status.phase"));
    }

    [Theory, BothClusters]
    public async Task Its_bounds_hold_at_every_moment(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("deployments", Samples.Deployment("web", replicas: 4, spec: "strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 1}}"));
        await UntilCompleteAsync(ns);
        var (pods, sets) = ((await ns.GetAsync("pods")).Version(), (await ns.GetAsync("replicasets")).Version());
        await SetImageAsync(ns, "registry.local/ok:2");
        await UntilCompleteAsync(ns);

        var ready = await ReplayAsync(ns, "pods", pods, all => Ready(all));
        Assert.All(ready, count => Assert.True(count >= 3, $"{count} ready"));
        Assert.True(ready.Count > 8);
        // The controller promises the surge for what it asks of its sets; a pod on its way out may overlap with its successor.
        var asked = await ReplayAsync(ns, "replicasets", sets, all => (int)all.Items().Sum(set => set.Number("spec.replicas")));
        Assert.All(asked, count => Assert.InRange(count, 3, 5));
    }

    [Theory, BothClusters]
    public async Task Recreate_ends_all_before_it_begins(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("deployments", Samples.Deployment("web", replicas: 2, spec: "strategy: {type: Recreate}"));
        await UntilCompleteAsync(ns);
        await SetImageAsync(ns, "registry.local/ok:2");
        await UntilCompleteAsync(ns);
        var sets = await GetSetsAsync(ns);
        Assert.Equal([0, 2], sets.Select(set => set.Number("status.replicas")));
    }

    [Theory, BothClusters]
    public async Task A_paused_one_scales_but_does_not_roll(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("deployments", Samples.Deployment("web", replicas: 1));
        await UntilCompleteAsync(ns);
        await ns.PatchAsync("deployments/web", "spec: {paused: true, replicas: 2}");
        await SetImageAsync(ns, "registry.local/ok:2");
        var paused = await ns.UntilAsync("deployments/web", web => web.Number("status.readyReplicas") == 2);
        Assert.Single(await GetSetsAsync(ns));
        await ns.UntilAsync("deployments/web", web => Reason(web) == "DeploymentPaused" && web.Number("status.updatedReplicas") == 0);
        await ns.PatchAsync("deployments/web", "spec: {paused: false}");
        await UntilCompleteAsync(ns);
        Assert.Equal(2, (await GetSetsAsync(ns)).Count);
        Assert.Equal(2, paused.Number("spec.replicas"));
    }

    [Theory, BothClusters]
    public async Task A_rollback_reuses_the_old_set_with_a_new_revision(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("deployments", Samples.Deployment("web", replicas: 1));
        await UntilCompleteAsync(ns);
        var first = (await GetSetsAsync(ns))[0].Name();
        await SetImageAsync(ns, "registry.local/ok:2");
        await UntilCompleteAsync(ns);
        await SetImageAsync(ns, Samples.Good);
        await UntilCompleteAsync(ns);
        var sets = await GetSetsAsync(ns);
        Assert.Equal([2, 3], sets.Select(Revision));
        Assert.Equal(first, sets[1].Name());
        Assert.Equal("1", sets[1].Text("metadata.annotations.deployment|kubernetes|io/revision-history"));
        await ns.UntilAsync("deployments/web", web => Revision(web) == 3);
    }

    [Theory, BothClusters]
    public async Task Only_so_many_old_sets_are_kept(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("deployments", Samples.Deployment("web", replicas: 1, spec: "revisionHistoryLimit: 1"));
        await UntilCompleteAsync(ns);
        foreach (var image in new[] { "registry.local/ok:2", "registry.local/ok:3" })
        {
            await SetImageAsync(ns, image);
            await UntilCompleteAsync(ns);
        }
        await ns.UntilAsync("replicasets", list => list.Items().Count == 2);
        Assert.Equal([2, 3], (await GetSetsAsync(ns)).Select(Revision));
    }

    [Theory, BothClusters]
    public async Task A_change_in_the_middle_leaves_the_broken_one(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("deployments", Samples.Deployment("web", replicas: 2));
        await UntilCompleteAsync(ns);
        await SetImageAsync(ns, "registry.local/missing:2");
        await ns.UntilAsync("pods", pods => pods.Items().Any(pod => Waiting(pod) is "ErrImagePull" or "ImagePullBackOff"));
        Assert.Equal(2, Ready(await ns.GetAsync("pods")));
        await SetImageAsync(ns, "registry.local/ok:3");
        await UntilCompleteAsync(ns);
        Assert.Equal([0, 0, 2], (await GetSetsAsync(ns)).Select(set => set.Number("spec.replicas")));
    }

    [Theory, BothClusters]
    public async Task Too_slow_a_progress_is_a_failure(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("deployments", Samples.Deployment("web", replicas: 1, image: "registry.local/missing:1", spec: "progressDeadlineSeconds: 1"));
        var web = await ns.UntilAsync("deployments/web", web => Reason(web) == "ProgressDeadlineExceeded");
        Assert.Equal("False", web.Condition("Progressing"));
        Assert.Equal("False", web.Condition("Available"));
    }

    [Theory, BothClusters]
    public async Task A_scale_in_the_middle_is_spread(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("deployments", Samples.Deployment("web", replicas: 4, spec: "strategy: {rollingUpdate: {maxSurge: 2, maxUnavailable: 0}}"));
        await UntilCompleteAsync(ns);
        await SetImageAsync(ns, "registry.local/missing:2");
        await ns.UntilAsync("replicasets", list => list.Items().Any(set => set.Number("status.replicas") == 2));
        await ns.PatchAsync("deployments/web", "spec: {replicas: 8}");
        var list = await ns.UntilAsync("replicasets", list => list.Items().Sum(set => set.Number("spec.replicas")) == 10);
        Assert.Equal([3, 7], list.Items().Select(set => set.Number("spec.replicas")).Order());
    }

    [Theory, BothClusters]
    public async Task Availability_waits_for_its_seconds(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("deployments", Samples.Deployment("web", replicas: 1, spec: "minReadySeconds: 2"));
        var ready = await ns.UntilAsync("deployments/web", web => web.Number("status.readyReplicas") == 1);
        Assert.Equal(0, ready.Number("status.availableReplicas"));
        await ns.UntilAsync("deployments/web", web => web.Number("status.availableReplicas") == 1);
    }

    [Theory, BothClusters]
    public async Task A_deleted_deployment_takes_sets_and_pods_along(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        await ns.CreateAsync("deployments", Samples.Deployment("web", replicas: 2));
        await UntilCompleteAsync(ns);
        await ns.DeleteAsync("deployments/web", "propagationPolicy: Background");
        await ns.UntilAsync("replicasets", list => list.Items().Count == 0);
        await ns.UntilAsync("pods", list => list.Items().Count == 0);
    }

    private static string? Reason(JsonNode web) => web.Items("status.conditions").FirstOrDefault(condition => condition.Text("type") == "Progressing").Text("reason");

    private static string? Waiting(JsonNode pod) => pod.Text("status.containerStatuses.0.state.waiting.reason");

    /// <summary>Goes through every event since a version and counts after each one.</summary>
    private static async Task<List<int>> ReplayAsync(TestNamespace ns, string plural, string version, Func<JsonObject, int> count)
    {
        var objects = (await ns.GetAsync(plural, $"resourceVersion={version}&resourceVersionMatch=Exact&limit=500")).Items().ToDictionary(JsonPaths.Name, StringComparer.Ordinal);
        var counts = new List<int>();
        await foreach (var line in ns.Api.WatchAsync(ns.Path(plural, $"watch=true&resourceVersion={version}&timeoutSeconds=1")))
        {
            var changed = (JsonObject)line["object"]!;
            if (line.Text("type") == "DELETED")
                objects.Remove(changed.Name());
            else
                objects[changed.Name()] = changed;
            counts.Add(count(new JsonObject { ["items"] = new JsonArray([.. objects.Values.Select(each => each.DeepClone())]) }));
        }
        return counts;
    }
}
