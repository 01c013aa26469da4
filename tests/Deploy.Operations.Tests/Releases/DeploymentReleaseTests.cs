using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases;

namespace Deploy.Operations.Tests.Releases;

public sealed class DeploymentReleaseTests(ReleaseCluster cluster)
{
    [Fact]
    public async Task The_main_job_from_publish_to_unpublish()
    {
        var bed = await cluster.BedAsync();
        var published = await bed.PublishAsync(bed.Spec() with { Service = new ModuleService { Port = 8080 } });
        Assert.Equal((ReleaseStatus.Current, 1L, 3, 3), (published.Status, published.Revision, published.Replicas, published.Responsive));

        Assert.Equal(5, (await bed.ResizeAsync(5)).Responsive);
        var replaced = await bed.ReplaceAsync("2.0.0", "registry.local/ok:2");
        Assert.Equal((ReleaseStatus.Current, 2L, "2.0.0", 5), (replaced.Status, replaced.Revision, replaced.Version, replaced.Responsive));
        Assert.Equal(5, (await bed.ReadyByVersionAsync())["2.0.0"]);

        var undone = await bed.UndoAsync(1);
        Assert.Equal("1.0.0", undone.Version);
        var history = await bed.HistoryAsync();
        Assert.Equal([(3L, "1.0.0", ReleaseStatus.Current), (2L, "2.0.0", ReleaseStatus.Superseded)], history.Select(release => (release.Revision, release.Version, release.Status)));
        Assert.Equal("roll back 2.0.0 to 1.0.0", history[0].Cause);
        Assert.Equal("replace 1.0.0 by 2.0.0", history[1].Cause);

        var gone = await bed.RunAsync(await bed.Releases.PlanUnpublishAsync(bed.Namespace, "biz1", ReleaseBed.Bounded(null)));
        Assert.Equal(ReleaseStatus.Unpublished, gone.Status);
        Assert.Empty(await bed.PodsAsync());
        Assert.Null(await bed.Client.FindAsync(WorkloadResources.Services, bed.Namespace, "biz1"));
    }

    [Fact]
    public async Task Publishing_the_same_again_changes_nothing()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 1));
        var plan = await bed.Releases.PlanPublishAsync(ReleaseRequest.FromSpec(bed.Spec(replicas: 1)));
        Assert.True(plan.IsEmpty, string.Join("; ", plan.Changes));
        var before = await bed.ReadAsync("Deployment");
        await bed.RunAsync(plan);
        Assert.Equal(before.TextAt("metadata", "generation"), (await bed.ReadAsync("Deployment")).TextAt("metadata", "generation"));
    }

    [Fact]
    public async Task A_broken_version_fails_fast_with_its_cause_and_the_running_one_stays()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec());
        var failure = await Assert.ThrowsAsync<DeployException>(() => bed.ReplaceAsync("3.0.0", "registry.local/missing:3"));
        Assert.Equal("Image", failure.Code.Source);
        Assert.Contains("registry.local/missing:3", failure.Message, StringComparison.Ordinal);
        Assert.Equal(ReleaseStatus.Failed, ((Release)failure.Data["Release"]!).Status);
        Assert.Equal(3, (await bed.ReadyByVersionAsync())["1.0.0"]);
        Assert.Equal(PublishedModuleState.Failed, (await bed.ModuleAsync()).State);

        var undone = await bed.UndoAsync();
        Assert.Equal(("1.0.0", ReleaseStatus.Current), (undone.Version, undone.Status));
        Assert.Equal(PublishedModuleState.Ready, (await bed.ModuleAsync()).State);
    }

    [Fact]
    public async Task A_version_that_crashes_at_once_takes_no_old_replica_with_it()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec());
        await using var guard = await ReplicaGuard.StartAsync(bed, least: 3, most: 4);
        await Assert.ThrowsAsync<DeployException>(() => bed.ReplaceAsync("2.0.0", "registry.local/crash:2"));
        Assert.Equal(3, (await bed.ReadyByVersionAsync())["1.0.0"]);
        await guard.AssertAsync();
    }

    [Fact]
    public async Task A_failure_rolls_back_by_itself_when_asked()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec());
        var failure = await Assert.ThrowsAsync<DeployException>(() =>
            bed.ReplaceAsync("2.0.0", "registry.local/missing:2", new ReleaseOptions { OnFailure = FailurePolicy.Rollback }));
        Assert.Contains("1.0.0 was restored", failure.Message, StringComparison.Ordinal);
        Assert.Equal(new Dictionary<string, int> { ["1.0.0"] = 3 }, await bed.ReadyByVersionAsync());
        Assert.Contains(bed.Progress, progress => progress.IsWarning);
    }

    [Fact]
    public async Task Scaling_before_any_release_succeeded_is_refused_with_the_reason()
    {
        var bed = await cluster.BedAsync();
        await Assert.ThrowsAsync<DeployException>(() => bed.PublishAsync(bed.Spec(image: "registry.local/missing:1")));
        var refused = await Assert.ThrowsAsync<DeployException>(() => bed.ResizeAsync(5));
        Assert.Equal(ReleaseCodes.ScalingRefused, refused.Code);
        Assert.Contains("Image.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scaled_to_zero_and_back()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 2));
        await bed.ResizeAsync(0);
        Assert.Equal(PublishedModuleState.Empty, (await bed.ModuleAsync()).State);
        Assert.Equal(2, (await bed.ResizeAsync(2)).Responsive);
    }

    [Fact]
    public async Task An_unknown_module_is_named_with_similar_ones()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 1));
        var failure = await Assert.ThrowsAsync<DeployException>(() => bed.ResizeAsync(2, "biz2"));
        Assert.Equal(ModuleCodes.NotFound, failure.Code);
        Assert.Contains("biz1", failure.Suggestion, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_history_tells_who_made_each_release_and_how_long_it_took()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 2));
        await bed.ReplaceAsync("2.0.0", "registry.local/ok:2");
        var history = await bed.HistoryAsync();
        Assert.Equal(["2.0.0", "1.0.0"], history.Select(release => release.Version));
        Assert.All(history, release => Assert.Equal("tester", release.By));
        Assert.All(history, release => Assert.InRange(release.Duration!.Value, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(2)));

        await Assert.ThrowsAsync<DeployException>(() => bed.ReplaceAsync("3.0.0", "registry.local/missing:3"));
        Assert.Null((await bed.HistoryAsync())[0].Duration);
    }
}
