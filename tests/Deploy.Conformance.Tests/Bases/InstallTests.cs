using Deploy.Kubernetes;
using Deploy.LocalCluster.Bases;
using Deploy.Testing.Bases;

namespace Deploy.Conformance.Tests.Bases;

/// <summary>A pod on a base becomes an installed module, or says why not.</summary>
public sealed class InstallTests(ClusterPair clusters) : BaseCase(clusters)
{
    [Theory, BothClusters]
    public async Task Three_replicas_go_to_three_bases(ClusterKind kind)
    {
        await using var bed = await OpenAsync(kind);
        var bases = await bed.StartBasesAsync(3);
        await DeployAsync(bed, "biz1", replicas: 3);
        await UntilReadyAsync(bed, "biz1", 3);
        var pods = await bed.PodsAsync("biz1");
        Assert.Equal(bases.Select(bed.NodeOf).Order(StringComparer.Ordinal), pods.Select(p => p.Spec.NodeName).Order(StringComparer.Ordinal));
        Assert.All(bases, b => Assert.Equal(1, b.Installs["biz1:1.0.0"]));
        Assert.All(pods, p => Assert.Equal("127.0.0.1", p.Status.PodIP));
    }

    [Theory, BothClusters]
    public async Task A_deleted_pod_takes_its_module_along(ClusterKind kind)
    {
        var (opened, simulated) = await OpenWithModuleAsync(kind);
        await using var bed = opened;
        await bed.DeletePodAsync("biz1-a");
        await bed.UntilGoneAsync("biz1-a");
        Assert.Empty(simulated.Modules);
    }

    [Theory, BothClusters]
    public async Task A_pod_that_was_deleted_by_force_leaves_nothing_behind(ClusterKind kind)
    {
        var (opened, simulated) = await OpenWithModuleAsync(kind);
        await using var bed = opened;
        await bed.DeletePodAsync("biz1-a", new DeleteOptions { GracePeriodSeconds = 0 });
        await Eventually.UntilAsync(() => simulated.Modules.Count == 0, "the removal of the module");
    }

    [Theory, BothClusters]
    public async Task What_others_installed_is_left_alone(ClusterKind kind)
    {
        var (opened, simulated) = await OpenWithModuleAsync(kind);
        await using var bed = opened;
        simulated.Plant("static", "9");
        await bed.PublishAsync("biz2-a", simulated, "biz2", "1.0.0", bed.Package("biz2"));
        await bed.UntilReadyAsync("biz2-a");
        await bed.DeletePodAsync("biz1-a");
        await bed.UntilGoneAsync("biz1-a");
        Assert.Equal(["biz2:1.0.0", "static:9"], simulated.Modules.Keys.Order(StringComparer.Ordinal));
    }

    [Theory, BothClusters]
    public async Task The_same_version_twice_on_a_base_is_refused_before_it_harms(ClusterKind kind)
    {
        var (opened, simulated) = await OpenWithModuleAsync(kind);
        await using var bed = opened;
        await bed.PublishAsync("biz1-b", simulated, "biz1", "1.0.0", bed.Package("biz1"));
        Assert.Contains("biz1-a", await bed.UntilWaitingAsync("biz1-b", "Arklet.InstallationRequirementNotMet"), StringComparison.Ordinal);
        await bed.DeletePodAsync("biz1-b");
        await bed.UntilGoneAsync("biz1-b");
        Assert.True(BaseBed.IsReady(await bed.Client.GetAsync(Resources.Pods, bed.Namespace, "biz1-a")));
        Assert.Equal(1, simulated.Installs["biz1:1.0.0"]);
        Assert.Contains("biz1:1.0.0", simulated.Modules.Keys);
    }

    [Theory, BothClusters]
    public async Task When_the_first_of_two_goes_the_second_has_the_module(ClusterKind kind)
    {
        var (opened, simulated) = await OpenWithModuleAsync(kind);
        await using var bed = opened;
        await bed.PublishAsync("biz1-b", simulated, "biz1", "1.0.0", bed.Package("biz1"));
        await bed.UntilWaitingAsync("biz1-b", "Arklet.InstallationRequirementNotMet");
        await bed.DeletePodAsync("biz1-a");
        await bed.UntilReadyAsync("biz1-b");
        Assert.Equal(1, simulated.Installs["biz1:1.0.0"]);
    }

    [Theory, BothClusters]
    public async Task A_newer_version_ends_the_older_one(ClusterKind kind)
    {
        var (opened, simulated) = await OpenWithModuleAsync(kind);
        await using var bed = opened;
        await bed.PublishAsync("biz1-b", simulated, "biz1", "2.0.0", bed.Package("biz1", "2.0.0"));
        await bed.UntilReadyAsync("biz1-b");
        var old = await bed.UntilAsync("biz1-a", p => p.Status.Phase == "Failed", "failed");
        Assert.Equal("BizDeactivate", old.Status.Reason);
        Assert.Contains("biz1:2.0.0", old.Status.Message, StringComparison.Ordinal);
        Assert.False(BaseBed.IsReady(old));
    }

    [Theory, BothClusters]
    public async Task Metaspace_that_is_used_up_is_said(ClusterKind kind)
    {
        var (opened, simulated) = await OpenWithModuleAsync(kind);
        await using var bed = opened;
        await bed.PublishAsync("big", simulated, "big", "1.0.0", bed.Package("big", simulation: new ModuleSimulation { MetaspaceBytes = 1L << 40 }));
        await bed.UntilWaitingAsync("big", "User.MetaspaceFull");
        Assert.Equal(["biz1:1.0.0"], simulated.Modules.Keys);
    }

    [Theory, BothClusters]
    public async Task A_module_that_breaks_later_leaves_the_traffic(ClusterKind kind)
    {
        var (opened, simulated) = await OpenWithModuleAsync(kind);
        await using var bed = opened;
        await bed.PublishAsync("frail", simulated, "frail", "1.0.0", bed.Package("frail", simulation: new ModuleSimulation { BreaksAfterMilliseconds = 4000, Message = "the cache is gone" }));
        await bed.UntilReadyAsync("frail");
        await bed.UntilWaitingAsync("frail", "INSTALL_FAILED", "the cache is gone");
        Assert.False(BaseBed.IsReady(await bed.Client.GetAsync(Resources.Pods, bed.Namespace, "frail")));
    }
}
