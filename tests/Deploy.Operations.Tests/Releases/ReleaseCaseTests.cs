using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases;
using Deploy.Testing;

namespace Deploy.Operations.Tests.Releases;

/// <summary>Cases of the table in docs/releases.md that concern more than one strategy.</summary>
public sealed class ReleaseCaseTests(ReleaseCluster cluster)
{
    private static readonly ReleaseOptions s_twos = new() { Strategy = StrategyKind.Batched, Batches = new BatchOptions { Size = 2 } };

    [Fact]
    public async Task Recreate_asks_for_the_downtime_and_knows_no_batches()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishManifestAsync(Manifests.Deployment(spec: "  strategy: { type: Recreate }\n"));
        Assert.Equal(ReleaseCodes.DowntimeNotAccepted, (await Assert.ThrowsAsync<DeployException>(() => bed.ReplaceAsync("2.0.0", "registry.local/ok:2"))).Code);
        var batched = await Assert.ThrowsAsync<DeployException>(() => bed.ReplaceAsync("2.0.0", "registry.local/ok:2", s_twos with { AcceptDowntime = true }));
        Assert.Contains("stops all replicas first", batched.Message, StringComparison.Ordinal);
        Assert.Equal(3, (await bed.ReadyByVersionAsync())["1.0.0"]);

        var accepted = new ReleaseOptions { AcceptDowntime = true };
        Assert.Equal(3, (await bed.ReplaceAsync("2.0.0", "registry.local/ok:2", accepted)).Responsive);
        Assert.Equal("1.0.0", (await bed.UndoAsync(options: accepted)).Version);
    }

    [Fact]
    public async Task Rolled_back_to_each_revision_in_turn()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 2));
        foreach (var number in new[] { 2, 3, 4 })
            await bed.ReplaceAsync($"{number}.0.0", $"registry.local/ok:{number}");
        foreach (var (revision, version) in new[] { (1, "1.0.0"), (2, "2.0.0"), (3, "3.0.0"), (4, "4.0.0") })
        {
            Assert.Equal(version, (await bed.UndoAsync(revision)).Version);
            Assert.Equal(new Dictionary<string, int> { [version] = 2 }, await bed.ReadyByVersionAsync());
        }
        Assert.Equal([8L, 7L, 6L, 5L], (await bed.HistoryAsync()).Select(release => release.Revision));
        Assert.Equal(ReleaseCodes.RevisionNotFound, (await Assert.ThrowsAsync<DeployException>(() => bed.UndoAsync(1))).Code);
    }

    [Theory]
    [InlineData(StrategyKind.Rolling)]
    [InlineData(StrategyKind.Batched)]
    public async Task A_pause_longer_than_the_progress_deadline_fails_nothing(StrategyKind strategy)
    {
        var bed = await cluster.BedAsync();
        await bed.PublishManifestAsync(Manifests.Deployment(replicas: 4, spec: "  progressDeadlineSeconds: 2\n"));
        var waiting = s_twos with { Strategy = strategy, Wait = strategy == StrategyKind.Batched };
        await bed.ReplaceAsync("2.0.0", "registry.local/ok:2", waiting);
        if (strategy == StrategyKind.Rolling)
            await bed.RunAsync(await bed.Releases.PlanSuspendAsync(bed.Namespace, "biz1"));
        await Task.Delay(TimeSpan.FromSeconds(4), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal(PublishedModuleState.Paused, (await bed.ModuleAsync()).State);
        Assert.Equal((ReleaseStatus.Current, 4), ((await bed.ResumeAsync()).Status, (await bed.ReadyByVersionAsync())["2.0.0"]));
        Assert.Equal(2, (await bed.ReadAsync("Deployment")).CountAt("spec", "progressDeadlineSeconds"));
    }

    [Fact]
    public Task Template_and_count_changed_at_once() => Task.WhenAll(Enum.GetValues<StrategyKind>().SelectMany(strategy => new[] { ScaledAsync(strategy, 6), ScaledAsync(strategy, 2) }));

    [Fact]
    public Task Scaled_before_in_the_middle_and_after() => Task.WhenAll(ScaledAllAlongAsync(StrategyKind.Batched), ScaledAllAlongAsync(StrategyKind.Safe));

    [Fact]
    public async Task Of_two_operators_at_once_one_goes_on_and_the_other_is_told()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 3));
        var plans = new List<(ModuleReleases Operator, ReleasePlan Plan)>();
        foreach (var number in new[] { 2, 3 })
        {
            var one = bed.As($"operator-{number}");
            plans.Add((one, await one.PlanReplaceAsync(bed.Namespace, "biz1", new Replacement { Version = $"{number}.0.0", Image = $"registry.local/ok:{number}" }, ReleaseBed.Bounded(s_twos with { Batches = new BatchOptions { Size = 1, Pause = PauseAfter.Never } }))));
        }
        var ends = await Task.WhenAll(plans.Select(async pair =>
        {
            try
            {
                return (Release: await pair.Operator.RunAsync(pair.Plan), Refused: null);
            }
            catch (DeployException failure)
            {
                return (Release: (Release?)null, Refused: (DeployException?)failure);
            }
        }));
        var winner = Assert.Single(ends, end => end.Release is not null).Release!;
        var refused = Assert.Single(ends, end => end.Refused is not null).Refused!;
        Assert.Contains(refused.Code, new[] { ReleaseCodes.Locked, ReleaseCodes.Open });
        Assert.Contains(winner.Id, refused.Message, StringComparison.Ordinal);
        Assert.Equal(new Dictionary<string, int> { [winner.Version] = 3 }, await bed.ReadyByVersionAsync());
        Assert.Equal(2, (await bed.HistoryAsync()).Count);
    }

    [Fact]
    public async Task Closed_half_way_a_new_release_takes_all()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 4));
        await using var guard = await ReplicaGuard.StartAsync(bed, least: 4, most: 7);
        await bed.ReplaceAsync("2.0.0", "registry.local/ok:2", s_twos);
        await bed.StopAsync(rollback: false);
        Assert.Equal(ReleaseStatus.Current, (await bed.ReplaceAsync("3.0.0", "registry.local/ok:3")).Status);
        Assert.Equal(new Dictionary<string, int> { ["3.0.0"] = 4 }, await bed.ReadyByVersionAsync());
        await guard.AssertAsync();
        Assert.Equal("1.0.0", (await bed.UndoAsync(1)).Version);
    }

    [Fact]
    public async Task An_open_safe_upgrade_is_followed_only_by_another()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 2) with { Service = new ModuleService { Port = 8080 } });
        var safe = new ReleaseOptions { Strategy = StrategyKind.Safe, Safe = new SafeOptions { Grace = TimeSpan.Zero, KeepOld = TimeSpan.FromHours(1) } };
        var open = await bed.ReplaceAsync("2.0.0", "registry.local/ok:2", safe);
        var refused = await Assert.ThrowsAsync<DeployException>(() => bed.ReplaceAsync("3.0.0", "registry.local/ok:3", new ReleaseOptions { Force = true }));
        Assert.Equal(ReleaseCodes.Open, refused.Code);
        Assert.Contains($"{open.Id} (replace 1.0.0 by 2.0.0) holds the module's Services", refused.Message, StringComparison.Ordinal);
        Assert.Equal("3.0.0", (await bed.ReplaceAsync("3.0.0", "registry.local/ok:3", safe with { Force = true, Safe = new SafeOptions { Grace = TimeSpan.Zero } })).Version);
        Assert.Equal(new Dictionary<string, int> { ["3.0.0"] = 2 }, await bed.ReadyByVersionAsync());
    }

    [Fact]
    public async Task The_lock_of_a_dead_holder_binds_until_it_runs_out_or_is_broken()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 2));
        using var life = new CancellationTokenSource();
        var waiting = s_twos with { Batches = new BatchOptions { Size = 1, Pause = PauseAfter.Never, WaitBetween = TimeSpan.FromMinutes(10) } };
        var dead = bed.ReplaceAsync("2.0.0", "registry.local/ok:2", waiting with { Timeout = TimeSpan.FromSeconds(60) });
        await Eventually.UntilAsync(async () => (await bed.ReadyByVersionAsync()).GetValueOrDefault("2.0.0") == 1, "the first batch", TimeSpan.FromSeconds(60));
        var other = bed.As("other");
        Assert.Equal(ReleaseCodes.Locked, (await Assert.ThrowsAsync<DeployException>(() => other.PlanStopAsync(bed.Namespace, "biz1", rollback: true))).Code);
        var late = new ModuleReleases(bed.Client, new VirtualTime(TimeProvider.System.GetUtcNow().AddMinutes(2)), new ReleaseEnvironment { Holder = "late" });
        Assert.False((await late.PlanStopAsync(bed.Namespace, "biz1", rollback: true)).IsEmpty);
        var broken = await other.RunAsync(await other.PlanStopAsync(bed.Namespace, "biz1", rollback: true, ReleaseBed.Bounded(new ReleaseOptions { Force = true })));
        Assert.Equal(ReleaseStatus.RolledBack, broken.Status);
        await Assert.ThrowsAsync<DeployException>(() => dead);
    }

    private async Task ScaledAsync(StrategyKind strategy, int replicas)
    {
        var bed = await cluster.BedAsync();
        await bed.PublishManifestAsync(Manifests.Deployment(replicas: 4));
        await using var guard = await ReplicaGuard.StartAsync(bed, least: Math.Min(4, replicas), most: 2 * Math.Max(4, replicas));
        var both = Manifests.Deployment(replicas).Replace("ok:1", "ok:2", StringComparison.Ordinal).Replace("1.0.0", "2.0.0", StringComparison.Ordinal);
        var options = s_twos with { Strategy = strategy, Batches = new BatchOptions { Size = 2, Pause = PauseAfter.Never }, Safe = new SafeOptions { Grace = TimeSpan.Zero } };
        await bed.PublishManifestAsync(both, options);
        Assert.Equal(new Dictionary<string, int> { ["2.0.0"] = replicas }, await bed.ReadyByVersionAsync());
        await guard.AssertAsync();
    }

    private async Task ScaledAllAlongAsync(StrategyKind strategy)
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 2) with { Service = new ModuleService { Port = 8080 } });
        await bed.ResizeAsync(4);
        var options = new ReleaseOptions { Strategy = strategy, Batches = new BatchOptions { Percent = 50 }, Safe = new SafeOptions { Grace = TimeSpan.Zero, KeepOld = TimeSpan.FromHours(1) } };
        Assert.Equal(ReleaseStatus.Paused, (await bed.ReplaceAsync("2.0.0", "registry.local/ok:2", options)).Status);
        await bed.ResizeAsync(6);
        await bed.ResumeAsync();
        Assert.Equal(new Dictionary<string, int> { ["2.0.0"] = 6 }, await bed.ReadyByVersionAsync());
        Assert.Equal(3, (await bed.ResizeAsync(3)).Responsive);
    }
}
