using Deploy.Kubernetes;
using Deploy.LocalCluster.Bases;
using Deploy.Testing.Bases;
using Deploy.Testing.Servers;

namespace Deploy.Controller.Tests.Control;

public sealed class ModuleControllerTests : IAsyncLifetime
{
    private RealControlPlane? _plane;
    private KubernetesClient? _client;

    public async ValueTask InitializeAsync()
    {
        if (RealControlPlane.Missing is not null)
            return;
        _plane = await RealControlPlane.StartAsync();
        _client = new KubernetesClient(new ClusterConnection { Server = _plane.Server, Name = "real", Handler = _plane.CreateHandler() });
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_plane is not null)
            await _plane.DisposeAsync();
    }

    [Fact]
    public async Task A_base_becomes_a_node_and_its_pods_become_modules()
    {
        await using var bed = Bed("life");
        bed.StartController("one");
        var simulated = bed.StartBase("b1");
        await bed.UntilNodeAsync(simulated, ready: true);
        await bed.PublishAsync("biz1-a", simulated, "biz1", "1.0.0", bed.Packages.Add("biz1.jar", BizPackage.Of("biz1", "1.0.0")));
        var pod = await bed.UntilAsync("biz1-a", p => p.Status.Conditions.Any(c => c.Type == "Ready" && c.Status == "True"), "ready");
        Assert.Equal("127.0.0.1", pod.Status.PodIP);
        Assert.Equal("Running", pod.Status.Phase);

        simulated.Command(new BaseCommand { Restart = true });
        await bed.UntilAsync("biz1-a", p => p.Status.ContainerStatuses.Any(c => c.Ready && c.RestartCount == 1), "replayed");
        Assert.Equal(2, simulated.Installs["biz1:1.0.0"]);

        await _client!.DeleteAsync(Resources.Pods, "default", "biz1-a");
        await bed.UntilGoneAsync("biz1-a");
    }

    [Fact]
    public async Task What_goes_wrong_on_a_base_is_said_in_the_pod()
    {
        await using var bed = Bed("wrong");
        bed.InstallTimeout = TimeSpan.FromSeconds(3);
        bed.StartController("one");
        var simulated = bed.StartBase("b1");
        // What fills a base fails all that comes after it, so it has a base of its own.
        var small = bed.StartBase("b2");
        await bed.UntilNodeAsync(simulated, ready: true);
        await bed.UntilNodeAsync(small, ready: true);
        await bed.PublishAsync("expired", simulated, "expired", "1", bed.Packages.Missing("expired.jar"));
        await bed.PublishAsync("damaged", simulated, "damaged", "1", bed.Packages.Add("damaged.jar", [1, 2, 3]));
        await bed.PublishAsync("broken", simulated, "broken", "1", bed.Packages.Add("broken.jar", BizPackage.Of("broken", "1", new ModuleSimulation { Install = InstallOutcome.Broken, Message = "no bean" })));
        await bed.PublishAsync("full", small, "full", "1", bed.Packages.Add("full.jar", BizPackage.Of("full", "1", new ModuleSimulation { MetaspaceBytes = long.MaxValue / 4 })));
        await bed.PublishAsync("hangs", simulated, "hangs", "1", bed.Packages.Add("hangs.jar", BizPackage.Of("hangs", "1", new ModuleSimulation { Install = InstallOutcome.Hangs })));
        await bed.PublishAsync("resets", simulated, "resets", "1", bed.Packages.Add("resets.jar", BizPackage.Of("resets", "1", new ModuleSimulation { Install = InstallOutcome.Resets })));
        await bed.PublishAsync("garbage", simulated, "garbage", "1", bed.Packages.Add("garbage.jar", BizPackage.Of("garbage", "1", new ModuleSimulation { Install = InstallOutcome.Garbage })));
        await bed.PublishAsync("ok", simulated, "ok", "1", bed.Packages.Add("ok.jar", BizPackage.Of("ok", "1")));

        var expired = await WaitingAsync(bed, "expired", "Arklet.PullBizError");
        Assert.Contains("403", expired, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", expired, StringComparison.Ordinal);
        await WaitingAsync(bed, "damaged", "Arklet.PullBizError");
        await bed.UntilWaitingAsync("broken", "Arklet.InstallBizFailed", "no bean");
        await WaitingAsync(bed, "full", "User.MetaspaceFull");
        await WaitingAsync(bed, "hangs", "Arklet.InstallModuleTimedOut");
        await WaitingAsync(bed, "resets", "Arklet.NetworkError");
        await WaitingAsync(bed, "garbage", "Arklet.ArkletServiceNotFound");
        await bed.UntilAsync("ok", p => p.Status.ContainerStatuses.Any(c => c.Ready), "ready");
    }

    [Fact]
    public async Task Two_controllers_share_bases_and_never_install_twice()
    {
        await using var bed = Bed("two");
        var first = bed.StartController("one");
        bed.StartController("two");
        var bases = Enumerable.Range(1, 3).Select(i => bed.StartBase($"b{i}")).ToList();
        foreach (var simulated in bases)
        {
            await bed.UntilNodeAsync(simulated, ready: true);
            await bed.PublishAsync($"m-{simulated.Identity}", simulated, "biz1", "1.0.0", bed.Packages.Add("biz1.jar", BizPackage.Of("biz1", "1.0.0")));
        }
        foreach (var simulated in bases)
            await bed.UntilAsync($"m-{simulated.Identity}", p => p.Status.ContainerStatuses.Any(c => c.Ready), "ready");
        await bed.StopAsync(first);
        foreach (var simulated in bases)
            await bed.PublishAsync($"n-{simulated.Identity}", simulated, "biz2", "1.0.0", bed.Packages.Add("biz2.jar", BizPackage.Of("biz2", "1.0.0")));
        foreach (var simulated in bases)
            await bed.UntilAsync($"n-{simulated.Identity}", p => p.Status.ContainerStatuses.Any(c => c.Ready), "ready", seconds: 60);
        Assert.All(bases, b => Assert.Equal((1, 1), (b.Installs["biz1:1.0.0"], b.Installs["biz2:1.0.0"])));
    }

    private static async Task<string> WaitingAsync(BaseBed bed, string pod, string reason)
    {
        var found = await bed.UntilAsync(pod, p => p.Status.ContainerStatuses.Any(c => c.State.Waiting?.Reason == reason), reason);
        return found.Status.ContainerStatuses[0].State.Waiting?.Message ?? "";
    }

    private BaseBed Bed(string environment)
    {
        if (RealControlPlane.Missing is { } reason)
            Assert.Skip(reason);
        return new BaseBed(_client!, environment);
    }
}
