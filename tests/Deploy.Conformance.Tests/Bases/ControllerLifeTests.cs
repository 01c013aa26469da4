using Deploy.Controller.Nodes;

namespace Deploy.Conformance.Tests.Bases;

/// <summary>Controllers are killed anywhere, started again, and share bases.</summary>
public sealed class ControllerLifeTests(ClusterPair clusters) : BaseCase(clusters)
{
    [Theory, BothClusters]
    public async Task Killed_after_any_write_it_converges_when_started_again(ClusterKind kind)
    {
        var points = await LiveAsync(kind, int.MaxValue);
        TestContext.Current.TestOutputHelper?.WriteLine($"{points} kill points");
        Assert.True(points >= 10, $"only {points} writes: the life is not what it was");
        await Parallel.ForAsync(1, points + 1, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (point, _) => await LiveAsync(kind, point));
    }

    [Theory, BothClusters]
    public async Task Started_again_it_takes_nothing_off_a_base(ClusterKind kind)
    {
        await using var bed = await OpenAsync(kind, controller: false);
        var port = new IPEndPoint(IPAddress.Loopback, Deploy.Testing.Servers.FreePort.Take(1)[0]);
        var first = bed.StartController("one", listen: port);
        var simulated = (await bed.StartBasesAsync(1))[0];
        await bed.PublishAsync("biz1-a", simulated, "biz1", "1.0.0", bed.Package("biz1"));
        await bed.UntilReadyAsync("biz1-a");
        await bed.StopAsync(first);
        bed.StartController("one", listen: port);
        await bed.PublishAsync("biz2-a", simulated, "biz2", "1.0.0", bed.Package("biz2"));
        await bed.UntilReadyAsync("biz2-a");
        Assert.Equal((1, 1), (simulated.Installs["biz1:1.0.0"], simulated.Installs["biz2:1.0.0"]));
    }

    [Theory, BothClusters]
    public async Task Two_at_once_never_install_twice(ClusterKind kind)
    {
        await using var bed = await OpenAsync(kind, controller: false);
        var first = bed.StartController("one");
        bed.StartController("two");
        var bases = await bed.StartBasesAsync(3);
        await DeployAsync(bed, "biz1", replicas: 3);
        await UntilReadyAsync(bed, "biz1", 3);
        await bed.StopAsync(first);
        await DeployAsync(bed, "biz2", replicas: 3);
        await UntilReadyAsync(bed, "biz2", 3, limit: TimeSpan.FromSeconds(60));
        Assert.All(bases, b => Assert.Equal((1, 1), (b.Installs["biz1:1.0.0"], b.Installs["biz2:1.0.0"])));
    }

    private async Task<int> LiveAsync(ClusterKind kind, int writes)
    {
        await using var bed = await OpenAsync(kind, controller: false);
        // The lease that a kill between node and lease leaves behind is not to be waited for an hour.
        bed.Timing = new BaseTiming { LivenessCheck = TimeSpan.FromSeconds(0.3), ModuleQuery = TimeSpan.FromSeconds(0.5), LeaseRetention = TimeSpan.FromSeconds(1), LeaseSweep = TimeSpan.FromSeconds(0.5) };
        await using var life = new MortalLife(bed, writes);
        try
        {
            await life.LiveAsync();
        }
        catch (Exception e) when (writes < int.MaxValue)
        {
            throw new InvalidOperationException($"killed after write {writes}: {e.Message}", e);
        }
        return life.Writes;
    }
}
