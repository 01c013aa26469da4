using Deploy.Operations.Errors;
using Deploy.Operations.Releases;

namespace Deploy.Operations.Tests.Releases;

/// <summary>A version that fails, and the way back.</summary>
public sealed class ServedFailureTests(ReleaseCluster cluster) : ServedCase(cluster)
{
    [Theory, MemberData(nameof(Both))]
    public Task A_version_that_never_answers_and_the_way_back(ClusterKind kind) => Task.WhenAll(Enum.GetValues<StrategyKind>().Select(strategy => ServedAsync(kind, MostOf(strategy), async bed =>
    {
        await Assert.ThrowsAsync<DeployException>(() => bed.ReplaceAsync("2.0.0", "registry.local/crash:2", OptionsOf(strategy)));
        Assert.Equal("1.0.0", (strategy == StrategyKind.Rolling ? await bed.UndoAsync() : await bed.StopAsync(rollback: true)).Version);
    }, "1.0.0")));

    [Theory, MemberData(nameof(Both))]
    public Task A_version_without_a_readiness_check_that_crashes_at_once(ClusterKind kind) => Task.WhenAll(Enum.GetValues<StrategyKind>().Select(strategy => ServedAsync(kind, MostOf(strategy), async bed =>
    {
        await Assert.ThrowsAsync<DeployException>(() => bed.ReplaceAsync("2.0.0", "registry.local/crash:2", OptionsOf(strategy)));
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System);
    }, "1.0.0", isChecked: false)));
}
