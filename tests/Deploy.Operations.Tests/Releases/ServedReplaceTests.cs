using Deploy.Operations.Releases;

namespace Deploy.Operations.Tests.Releases;

/// <summary>Replaced well, and of kinds that remove first.</summary>
public sealed class ServedReplaceTests(ReleaseCluster cluster) : ServedCase(cluster)
{
    [Theory, MemberData(nameof(Both))]
    public Task Replace(ClusterKind kind) => Task.WhenAll(Enum.GetValues<StrategyKind>().Select(strategy => ServedAsync(kind, MostOf(strategy), async bed =>
        Assert.Equal(ReleaseStatus.Current, (await bed.ReplaceAsync("2.0.0", "registry.local/ok:2", OptionsOf(strategy))).Status), "2.0.0")));

    [Theory, MemberData(nameof(Both))]
    public Task Of_a_kind_that_removes_first_one_is_missing_at_most(ClusterKind kind) => Task.WhenAll(
        OneMissingAsync(kind, Manifests.DaemonSet(), StrategyKind.Rolling),
        OneMissingAsync(kind, Manifests.DaemonSet(), StrategyKind.Batched),
        OneMissingAsync(kind, Manifests.StatefulSet(), StrategyKind.Rolling),
        OneMissingAsync(kind, Manifests.StatefulSet(), StrategyKind.Batched));
}
