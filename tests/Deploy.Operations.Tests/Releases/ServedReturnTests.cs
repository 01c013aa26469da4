using Deploy.Operations.Releases;

namespace Deploy.Operations.Tests.Releases;

/// <summary>Turned back half-way, after the switch, and after the end.</summary>
public sealed class ServedReturnTests(ReleaseCluster cluster) : ServedCase(cluster)
{
    [Theory, MemberData(nameof(Both))]
    public Task Aborted_half_way(ClusterKind kind) => ServedAsync(kind, 6, async bed =>
    {
        Assert.Equal(ReleaseStatus.Paused, (await bed.ReplaceAsync("2.0.0", "registry.local/ok:2", new ReleaseOptions { Strategy = StrategyKind.Batched, Batches = new BatchOptions { Size = 2 } })).Status);
        Assert.Equal(ReleaseStatus.RolledBack, (await bed.StopAsync(rollback: true)).Status);
    }, "1.0.0");

    [Theory, MemberData(nameof(Both))]
    public Task A_safe_upgrade_turned_back_after_the_traffic_moved(ClusterKind kind) => ServedAsync(kind, 8, async bed =>
    {
        var kept = new ReleaseOptions { Strategy = StrategyKind.Safe, Safe = new SafeOptions { Grace = TimeSpan.Zero, KeepOld = TimeSpan.FromHours(1) } };
        Assert.Equal(ReleaseStatus.Paused, (await bed.ReplaceAsync("2.0.0", "registry.local/ok:2", kept)).Status);
        Assert.Equal(ReleaseStatus.RolledBack, (await bed.StopAsync(rollback: true)).Status);
    }, "1.0.0");

    [Theory, MemberData(nameof(Both))]
    public Task Rolled_back_after_its_end(ClusterKind kind) => ServedAsync(kind, 5, async bed =>
    {
        await bed.ReplaceAsync("2.0.0", "registry.local/ok:2");
        Assert.Equal("1.0.0", (await bed.UndoAsync()).Version);
    }, "1.0.0");
}
