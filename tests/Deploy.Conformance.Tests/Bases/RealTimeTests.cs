using Deploy.Kubernetes;
using Deploy.LocalCluster.Bases;
using Deploy.Operations.Replicas;
using Deploy.Testing.Bases;

namespace Deploy.Conformance.Tests.Bases;

/// <summary>Once by the clock on the wall, on the real control plane: what virtual time shows of the deaths of bases holds there too.</summary>
public sealed class RealTimeTests(ClusterPair clusters) : BaseCase(clusters)
{
    // How much later than its time a busy machine may show something.
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(ClusterKind.Real)]
    public async Task Killed_cut_off_and_restarted_at_once(ClusterKind kind)
    {
        await using var bed = await OpenAsync(kind);
        var (killed, cut, restarted) = (bed.StartBase("killed"), bed.StartBase("cut"), bed.StartBase("restarted"));
        foreach (var each in bed.Bases.ToList())
        {
            await bed.UntilNodeAsync(each, ready: true);
            await bed.PublishAsync(each.Identity, each, "biz1", "1.0.0", bed.Package("biz1"));
            await bed.UntilReadyAsync(each.Identity);
        }
        var begun = TimeProvider.System.GetTimestamp();
        TimeSpan Passed() => TimeProvider.System.GetElapsedTime(begun);
        await bed.KillAsync(killed);
        cut.Command(new BaseCommand { CutOff = true });
        restarted.Command(new BaseCommand { Restart = true });

        await bed.UntilAsync("restarted", p => p.Status.ContainerStatuses.Any(c => c is { Ready: true, RestartCount: 1 }), "replayed", seconds: 40);
        Assert.Equal(2, restarted.Installs["biz1:1.0.0"]);
        foreach (var silent in new[] { "killed", "cut" })
        {
            var replica = await UntilAsync(bed, silent, r => r.State == ReplicaState.Unresponsive, 60);
            Assert.Equal("Base.Unreachable", replica.Cause?.Code);
        }
        // The last word of a base may be as old as its heartbeat, one second here.
        Assert.InRange(Passed(), TimeSpan.FromSeconds(23), TimeSpan.FromSeconds(25) + Late);

        cut.Command(new BaseCommand { CutOff = false });
        await UntilAsync(bed, "cut", r => r.State == ReplicaState.Responsive, 30);
        Assert.Equal(1, cut.Installs["biz1:1.0.0"]);
        await bed.UntilGoneAsync("killed", seconds: 90);
        Assert.InRange(Passed(), TimeSpan.FromSeconds(58), TimeSpan.FromSeconds(60) + Late);
        await Eventually.UntilAsync(async () => await bed.Client.FindAsync(Resources.Nodes, null, bed.NodeOf(killed)) is null, "the end of the dead base's node", Late);
        TestContext.Current.TestOutputHelper?.WriteLine($"dead after {Passed().TotalSeconds:0.0} s");
    }

    private static async Task<ReplicaStatus> UntilAsync(BaseBed bed, string pod, Func<ReplicaStatus, bool> condition, int seconds)
    {
        ReplicaStatus? last = null;
        await Eventually.UntilAsync(async () => condition(last = await new ReplicaReader(bed.Client, TimeProvider.System).GetAsync(bed.Namespace, pod)), $"the wanted state of {pod}", TimeSpan.FromSeconds(seconds));
        return last!;
    }
}
