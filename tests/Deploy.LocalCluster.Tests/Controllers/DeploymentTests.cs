using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Testing;

namespace Deploy.LocalCluster.Tests.Controllers;

public sealed class DeploymentTests : LoopTest
{
    [Fact]
    public async Task Three_replicas_become_ready_on_three_nodes()
    {
        await CreateDeploymentAsync("web", 3);
        await UntilReadyAsync("web", 3);
        var deployment = await DeploymentAsync("web");
        Assert.Equal("1", deployment.Metadata.Annotations["deployment.kubernetes.io/revision"]);
        Assert.Equal(3, (await PodsAsync("web")).Select(pod => pod.Spec.NodeName).Distinct().Count());
        var set = Assert.Single(await SetsAsync("web"));
        Assert.Equal("3", set.Metadata.Annotations["deployment.kubernetes.io/desired-replicas"]);
        Assert.Equal("4", set.Metadata.Annotations["deployment.kubernetes.io/max-replicas"]);
        await UntilConditionAsync("web", "Progressing", "True", "NewReplicaSetAvailable");
        await UntilConditionAsync("web", "Available", "True", "MinimumReplicasAvailable");
    }

    [Fact]
    public async Task A_new_template_replaces_the_old_pods_and_an_old_template_is_found_again()
    {
        await CreateDeploymentAsync("web", 3);
        await UntilReadyAsync("web", 3);
        await SetImageAsync("web", "registry.local/ok:2");
        await UntilReadyAsync("web", 3);
        Assert.Equal(["0/1", "3/2"], await SizesAsync("web"));
        await SetImageAsync("web", "registry.local/ok:1");
        await UntilReadyAsync("web", 3);
        Assert.Equal(["0/2", "3/3"], await SizesAsync("web"));
        var current = (await SetsAsync("web")).Single(set => set.Spec.Replicas == 3);
        Assert.Equal("1", current.Metadata.Annotations["deployment.kubernetes.io/revision-history"]);
    }

    [Fact]
    public async Task The_availability_barrier_holds_after_one_batch_and_opens_by_scaling_the_old_set()
    {
        await CreateDeploymentAsync("web", 4);
        await UntilReadyAsync("web", 4);
        await PatchAsync(Resources.Deployments, "web", """
            spec:
              minReadySeconds: 2147483646
              progressDeadlineSeconds: 2147483647
              strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }
              template: { spec: { containers: [ { name: main, image: "registry.local/ok:2" } ] } }
            """);
        await UntilSizesAsync("web", "4/1", "1/2");
        await UntilReadyPodsAsync("web", 5);
        var deployment = await DeploymentAsync("web");
        Assert.Equal(4, deployment.Status.AvailableReplicas);
        for (var old = 3; old >= 0; old--)
        {
            var set = (await SetsAsync("web")).Single(set => set.Metadata.Annotations["deployment.kubernetes.io/revision"] == "1");
            await Client.SetScaleAsync(Resources.ReplicaSets, "default", set.Metadata.Name, old);
            await UntilSizesAsync("web", $"{old}/1", $"{Math.Min(4, 5 - old)}/2");
            await UntilReadyPodsAsync("web", old + Math.Min(4, 5 - old));
        }

        await PatchAsync(Resources.Deployments, "web", "spec: { minReadySeconds: 0, progressDeadlineSeconds: 600 }");
        await UntilConditionAsync("web", "Progressing", "True", "NewReplicaSetAvailable");
        Assert.Equal(4, (await DeploymentAsync("web")).Status.AvailableReplicas);
    }

    [Fact]
    public async Task An_image_url_is_refreshed_in_every_set_while_paused_without_a_restart_or_a_revision()
    {
        await CreateDeploymentAsync("web", 2);
        await UntilReadyAsync("web", 2);
        var before = (await PodsAsync("web")).Select(pod => pod.Metadata.Uid).Order().ToList();
        await PatchAsync(Resources.Deployments, "web", "spec: { paused: true }");
        await UntilObservedAsync("web");
        var set = Assert.Single(await SetsAsync("web"));
        const string Fresh = "spec: { template: { spec: { containers: [ { name: main, image: \"registry.local/ok:1-fresh\" } ] } } }";
        await PatchAsync(Resources.ReplicaSets, set.Metadata.Name, Fresh);
        await PatchAsync(Resources.Deployments, "web", Fresh);
        await UntilObservedAsync("web");
        await PatchAsync(Resources.Deployments, "web", "spec: { paused: false }");
        await UntilObservedAsync("web");
        await UntilConditionAsync("web", "Progressing", "True", "NewReplicaSetAvailable");
        Assert.Equal(set.Metadata.Uid, Assert.Single(await SetsAsync("web")).Metadata.Uid);
        Assert.Equal("1", (await DeploymentAsync("web")).Metadata.Annotations["deployment.kubernetes.io/revision"]);
        Assert.Equal(before, (await PodsAsync("web")).Select(pod => pod.Metadata.Uid).Order());
    }

    [Fact]
    public async Task A_pod_without_its_hash_label_serves_on_as_an_orphan_while_another_takes_its_place()
    {
        await CreateAsync(Kinds.Services, "metadata: { name: web }\nspec: { selector: { app: web }, ports: [ { port: 80, targetPort: 8080 } ] }");
        await CreateDeploymentAsync("web", 2);
        await UntilReadyAsync("web", 2);
        var pod = (await PodsAsync("web"))[0];
        await PatchAsync(Resources.Pods, pod.Metadata.Name, "metadata: { labels: { pod-template-hash: null } }");
        await UntilReadyPodsAsync("web", 3);
        var orphan = await Client.GetAsync(Resources.Pods, "default", pod.Metadata.Name);
        Assert.Empty(orphan.Metadata.OwnerReferences);
        await Eventually.UntilAsync(
            async () => (await Client.GetAsync(Resources.Endpoints, "default", "web")).Subsets.SelectMany(subset => subset.Addresses).Count() == 3,
            "three endpoints");
        Assert.Equal(2, (await DeploymentAsync("web")).Status.Replicas);
    }

    [Fact]
    public async Task Recreate_never_has_two_versions()
    {
        await CreateDeploymentAsync("web", 2, more: "strategy: { type: Recreate }");
        await UntilReadyAsync("web", 2);
        using var stop = new CancellationTokenSource();
        var mixed = WatchAsync(pods => pods.Where(pod => pod.Status.Phase is "Running" or "Pending").Select(pod => pod.Spec.Containers[0].Image).Distinct().Count() > 1, stop.Token);
        await SetImageAsync("web", "registry.local/ok:2");
        await UntilReadyAsync("web", 2);
        await stop.CancelAsync();
        Assert.False(await mixed);
    }

    [Fact]
    public async Task A_rolling_update_keeps_its_bounds_at_every_event()
    {
        await CreateDeploymentAsync("web", 6, more: "strategy: { rollingUpdate: { maxSurge: 2, maxUnavailable: 1 } }");
        await UntilReadyAsync("web", 6);
        using var stop = new CancellationTokenSource();
        var tooFew = WatchAsync(
            pods => pods.Count(pod => pod.Metadata.DeletionTimestamp is null && pod.Status.Conditions.Any(condition => condition is { Type: "Ready", Status: "True" })) < 5,
            stop.Token);
        // The surge is kept in what the sets are told; a set that was just made smaller may still have to mark its pod.
        var tooMany = WatchAsync(Resources.ReplicaSets, sets => sets.Sum(set => set.Spec.Replicas ?? 0) > 8, stop.Token);
        await SetImageAsync("web", "registry.local/ok:2");
        await UntilReadyAsync("web", 6);
        await stop.CancelAsync();
        Assert.False(await tooFew, "too few");
        Assert.False(await tooMany, "too many");
    }

    [Fact]
    public async Task A_scale_in_the_middle_is_shared_by_the_sets()
    {
        await CreateDeploymentAsync("web", 10, more: "strategy: { rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } }");
        await UntilReadyAsync("web", 10);
        await SetImageAsync("web", "registry.local/missing:1");
        await UntilSizesAsync("web", "8/1", "5/2");
        await Client.SetScaleAsync(Resources.Deployments, "default", "web", 15);
        await UntilSizesAsync("web", "11/1", "7/2");
    }

    [Fact]
    public async Task The_history_is_cut_to_its_limit()
    {
        await CreateDeploymentAsync("web", 1, more: "revisionHistoryLimit: 1");
        for (var version = 1; version <= 4; version++)
        {
            await SetImageAsync("web", $"registry.local/ok:{version}");
            await UntilReadyAsync("web", 1);
        }

        await Eventually.UntilAsync(async () => (await SizesAsync("web")).SequenceEqual(["0/3", "1/4"]), "a history of one");
    }

    [Fact]
    public async Task A_rollout_that_makes_no_progress_is_said_to_have_run_out_of_time()
    {
        await CreateDeploymentAsync("web", 1, "registry.local/missing:1", "progressDeadlineSeconds: 1");
        await UntilConditionAsync("web", "Progressing", "False", "ProgressDeadlineExceeded");
    }

    [Fact]
    public async Task A_hash_that_is_taken_counts_as_a_collision()
    {
        await CreateDeploymentAsync("web", 1);
        await UntilReadyAsync("web", 1);
        var name = Assert.Single(await SetsAsync("web")).Metadata.Name;
        await Client.DeleteAsync(Resources.Deployments, "default", "web", new() { Propagation = PropagationPolicy.Orphan });
        await Eventually.UntilAsync(async () => await Client.FindAsync(Resources.Deployments, "default", "web") is null, "the deployment gone");
        Assert.Empty(Assert.Single(await SetsAsync("web")).Metadata.OwnerReferences);
        await PatchAsync(Resources.ReplicaSets, name, "spec: { template: { spec: { containers: [ { name: main, image: \"registry.local/ok:other\" } ] } } }");
        await PatchAsync(Resources.ReplicaSets, name, "metadata: { labels: { app: other } }");
        await CreateDeploymentAsync("web", 1);
        await UntilReadyAsync("web", 1);
        Assert.Equal(1, (await DeploymentAsync("web")).Status.CollisionCount);
    }

    private Task SetImageAsync(string name, string image) =>
        PatchAsync(Resources.Deployments, name, $$"""spec: { template: { spec: { containers: [ { name: main, image: "{{image}}" } ] } } }""");

    // Each set as size/revision, by revision.
    private async Task<IReadOnlyList<string>> SizesAsync(string app) =>
        [.. (await SetsAsync(app)).Select(set => $"{set.Spec.Replicas}/{set.Metadata.Annotations["deployment.kubernetes.io/revision"]}").OrderBy(text => text[(text.IndexOf('/', StringComparison.Ordinal) + 1)..])];

    private Task UntilSizesAsync(string app, params string[] sizes) =>
        Eventually.UntilAsync(async () => (await SizesAsync(app)).SequenceEqual(sizes), $"sizes {string.Join(' ', sizes)}");

    private Task UntilReadyPodsAsync(string app, int count) => Eventually.UntilAsync(
        async () => (await PodsAsync(app)).Count(pod => pod.Metadata.DeletionTimestamp is null && pod.Status.Conditions.Any(condition => condition is { Type: "Ready", Status: "True" })) == count,
        $"{count} ready pods");

    private Task UntilObservedAsync(string name) => Eventually.UntilAsync(
        async () => await DeploymentAsync(name) is { } deployment && deployment.Status.ObservedGeneration == deployment.Metadata.Generation,
        "the generation observed");

    private Task UntilConditionAsync(string name, string type, string status, string reason) => Eventually.UntilAsync(
        async () => (await DeploymentAsync(name)).Status.Conditions.Any(condition => condition.Type == type && condition.Status == status && condition.Reason == reason),
        $"{type}={status} {reason}");

    // Looks at all pods at every event, until stopped; true when the condition ever held.
    private Task<bool> WatchAsync(Func<IReadOnlyCollection<Pod>, bool> condition, CancellationToken ct) => WatchAsync(Resources.Pods, condition, ct);

    private async Task<bool> WatchAsync<T>(ResourceType<T> type, Func<IReadOnlyCollection<T>, bool> condition, CancellationToken ct)
        where T : class, IKubernetesObject
    {
        var present = new Dictionary<string, T>();
        var held = false;
        var synced = false;
        try
        {
            await foreach (var change in Client.ListAndWatchAsync(type, "default", cancellationToken: ct))
            {
                synced |= change.Type == WatchEventType.Synced;
                if (change.Object is { } gone && change.Type == WatchEventType.Deleted)
                    present.Remove(gone.Metadata.Name);
                else if (change.Object is { } item)
                    present[item.Metadata.Name] = item;
                held |= synced && condition(present.Values);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped by the test.
        }

        return held;
    }
}
