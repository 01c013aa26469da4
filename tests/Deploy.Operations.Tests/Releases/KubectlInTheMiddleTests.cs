using Deploy.Operations.Errors;
using Deploy.Operations.Releases;
using Deploy.Operations.Repair;
using Deploy.Testing;
using Deploy.Testing.Servers;

namespace Deploy.Operations.Tests.Releases;

/// <summary>The machine's own kubectl in the middle of a release is understood, not fought.</summary>
public sealed class KubectlInTheMiddleTests(ReleaseCluster cluster)
{
    private static readonly ReleaseOptions s_twos = new() { Strategy = StrategyKind.Batched, Batches = new BatchOptions { Size = 2 } };

    public static TheoryData<ClusterKind> Both => [ClusterKind.Embedded, ClusterKind.Real];

    [Theory, MemberData(nameof(Both))]
    public async Task History_and_status_tell_what_stands(ClusterKind kind)
    {
        var (bed, kubectl) = await PausedAsync(kind);
        // Controllers that are asked much take a moment to note what they have done.
        await SaysAsync(kubectl, $"rollout history deployment/biz1 -n {bed.Namespace}", "replace 1.0.0 by 2.0.0");
        await SaysAsync(kubectl, $"rollout status deployment/biz1 --watch=false -n {bed.Namespace}", "2 out of 4 new replicas");
        await bed.ResumeAsync();
        await SaysAsync(kubectl, $"rollout status deployment/biz1 --watch=false -n {bed.Namespace}", "successfully rolled out");
    }

    [Theory, MemberData(nameof(Both))]
    public async Task An_undo_leaves_a_barrier_that_a_repair_takes_away(ClusterKind kind)
    {
        var (bed, kubectl) = await PausedAsync(kind);
        await kubectl.RunAsync($"rollout undo deployment/biz1 -n {bed.Namespace}");
        var repair = new ModuleRepair(bed.Client, TimeProvider.System);
        await Eventually.UntilAsync(async () => (await repair.PlanAsync(bed.Namespace)).Findings is [{ Kind: RepairKind.LeftBarrier }], "the barrier as the one finding", TimeSpan.FromSeconds(60));
        Assert.All(await repair.RunAsync(await repair.PlanAsync(bed.Namespace)), outcome => Assert.True(outcome.Repaired, outcome.Message));
        await kubectl.RunAsync($"rollout status deployment/biz1 -n {bed.Namespace}");
        await Eventually.UntilAsync(async () => await bed.ReadyByVersionAsync() is { Count: 1 } ready && ready.GetValueOrDefault("1.0.0") == 4, "four of the earlier version", TimeSpan.FromSeconds(60));
        Assert.Equal("3.0.0", (await bed.ReplaceAsync("3.0.0", "registry.local/ok:3")).Version);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_pause_of_kubectl_is_waited_for_and_said(ClusterKind kind)
    {
        var (bed, kubectl) = await PausedAsync(kind);
        await kubectl.RunAsync($"rollout pause deployment/biz1 -n {bed.Namespace}");
        var plan = await bed.Releases.PlanResumeAsync(bed.Namespace, "biz1", new ReleaseOptions { Timeout = TimeSpan.FromSeconds(2) });
        var failure = await Assert.ThrowsAsync<DeployException>(() => bed.RunAsync(plan));
        Assert.Contains("the workload is paused", failure.Message, StringComparison.Ordinal);
        await kubectl.RunAsync($"rollout resume deployment/biz1 -n {bed.Namespace}");
        Assert.Equal((ReleaseStatus.Current, 4), ((await bed.ResumeAsync()).Status, (await bed.ReadyByVersionAsync())["2.0.0"]));
    }

    private static Task SaysAsync(Kubectl kubectl, string command, string words) => Eventually.UntilAsync(
        async () => (await kubectl.RunAsync(command)).Contains(words, StringComparison.Ordinal), $"'{words}' of kubectl {command}", TimeSpan.FromSeconds(60));

    private async Task<(ReleaseBed Bed, Kubectl Kubectl)> PausedAsync(ClusterKind kind)
    {
        if (Kubectl.Missing is { } reason)
            Assert.Skip(reason);
        var bed = await cluster.BedAsync(kind);
        await bed.PublishAsync(bed.Spec(replicas: 4));
        Assert.Equal(ReleaseStatus.Paused, (await bed.ReplaceAsync("2.0.0", "registry.local/ok:2", s_twos)).Status);
        return (bed, new Kubectl(bed.Host.Kubeconfig));
    }
}
