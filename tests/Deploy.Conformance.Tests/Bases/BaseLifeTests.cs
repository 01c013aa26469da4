using Deploy.Controller.Nodes;
using Deploy.Kubernetes;
using Deploy.LocalCluster.Bases;
using Deploy.Testing.Bases;

namespace Deploy.Conformance.Tests.Bases;

/// <summary>A base appears, restarts, is cut off, dies and comes back.</summary>
public sealed class BaseLifeTests(ClusterPair clusters) : BaseCase(clusters)
{
    // Tenths of the real times, so that a death is seen within the patience of a test.
    private static readonly BaseTiming Fast = new()
    {
        Unreachable = TimeSpan.FromSeconds(2.5),
        Dead = TimeSpan.FromSeconds(6),
        Lease = TimeSpan.FromSeconds(40),
        LeaseRenewal = TimeSpan.FromSeconds(1),
        HealthQuery = TimeSpan.FromSeconds(1),
        ModuleQuery = TimeSpan.FromSeconds(1),
        LivenessCheck = TimeSpan.FromSeconds(0.3),
    };

    [Theory, BothClusters]
    public async Task It_becomes_a_node_with_labels_taints_and_a_lease(ClusterKind kind)
    {
        await using var bed = await OpenAsync(kind);
        var simulated = (await bed.StartBasesAsync(1))[0];
        var node = await bed.Client.GetAsync(Resources.Nodes, null, bed.NodeOf(simulated));
        Assert.Equal((bed.Environment, "1.0.0", "java"), (node.Metadata.Labels[BaseLabels.Name], node.Metadata.Labels[BaseLabels.Version], node.Metadata.Labels[BaseLabels.Stack]));
        Assert.Contains(node.Spec.Taints, t => t is { Key: BaseLabels.VirtualNodeTaint, Value: "True", Effect: "NoExecute" });
        Assert.Contains(node.Spec.Taints, t => t.Key == BaseLabels.EnvironmentTaint && t.Value == bed.Environment && t.Effect == "NoExecute");
        var lease = await bed.Client.GetAsync(Resources.Leases, "kube-node-lease", bed.NodeOf(simulated));
        Assert.Equal(("one", 40), (lease.Spec.HolderIdentity, lease.Spec.LeaseDurationSeconds));
    }

    [Theory, BothClusters]
    public async Task Its_node_is_deleted_by_hand_and_made_again_with_its_modules_ready(ClusterKind kind)
    {
        await using var bed = await OpenAsync(kind);
        var simulated = await ModuleAsync(bed);
        var node = await bed.Client.GetAsync(Resources.Nodes, null, bed.NodeOf(simulated));
        await bed.Client.DeleteAsync(Resources.Nodes, null, bed.NodeOf(simulated));
        await bed.UntilNodeAsync(simulated, ready: true, seconds: 10);
        var again = await bed.Client.GetAsync(Resources.Nodes, null, bed.NodeOf(simulated));
        Assert.NotEqual(node.Metadata.Uid, again.Metadata.Uid);
        Assert.Equivalent(node.Metadata.Labels, again.Metadata.Labels);
        await bed.UntilReadyAsync("biz1-a");
        Assert.Equal(1, simulated.Installs["biz1:1.0.0"]);
    }

    [Theory, BothClusters]
    public async Task It_restarts_and_gets_its_modules_again(ClusterKind kind)
    {
        await using var bed = await OpenFastAsync(kind);
        var simulated = await ModuleAsync(bed);
        simulated.Command(new BaseCommand { Restart = true });
        await bed.UntilAsync("biz1-a", p => p.Status.ContainerStatuses.Any(c => c is { Ready: true, RestartCount: 1 }), "replayed");
        Assert.Equal(2, simulated.Installs["biz1:1.0.0"]);
    }

    [Theory, BothClusters]
    public async Task It_is_cut_off_and_its_modules_leave_the_traffic_until_it_is_back(ClusterKind kind)
    {
        await using var bed = await OpenFastAsync(kind);
        var simulated = await ModuleAsync(bed);
        simulated.Command(new BaseCommand { CutOff = true });
        var silent = await bed.UntilAsync("biz1-a", p => p.Status.Conditions.Any(c => c is { Type: "Ready", Status: "False" }), "out of traffic");
        Assert.Equal("BaseUnreachable", silent.Status.Conditions.First(c => c.Type == "Ready").Reason);
        await bed.UntilNodeAsync(simulated, ready: false);
        simulated.Command(new BaseCommand { CutOff = false });
        await bed.UntilReadyAsync("biz1-a");
        await bed.UntilNodeAsync(simulated, ready: true);
        Assert.Equal(1, simulated.Installs["biz1:1.0.0"]);
    }

    [Theory, BothClusters]
    public async Task It_dies_and_what_was_on_it_starts_elsewhere(ClusterKind kind)
    {
        await using var bed = await OpenFastAsync(kind);
        var bases = await bed.StartBasesAsync(2);
        await DeployAsync(bed, "biz1", replicas: 1);
        await UntilReadyAsync(bed, "biz1", 1);
        var pod = Assert.Single(await bed.PodsAsync("biz1"));
        var host = bases.Single(b => bed.NodeOf(b) == pod.Spec.NodeName);
        var other = bases.Single(b => b != host);
        await bed.KillAsync(host);
        await Eventually.UntilAsync(async () => (await bed.PodsAsync("biz1")).Any(p => BaseBed.IsReady(p) && p.Spec.NodeName == bed.NodeOf(other)), "the module on the other base", TimeSpan.FromSeconds(30));
        await Eventually.UntilAsync(async () => await bed.Client.FindAsync(Resources.Nodes, null, bed.NodeOf(host)) is null, "the end of the dead base's node");
        await bed.UntilGoneAsync(pod.Metadata.Name);
    }

    [Theory, BothClusters]
    public async Task It_comes_back_from_the_dead_and_what_nobody_wants_there_any_more_goes(ClusterKind kind)
    {
        await using var bed = await OpenFastAsync(kind);
        var simulated = await ModuleAsync(bed);
        simulated.Command(new BaseCommand { CutOff = true });
        await Eventually.UntilAsync(async () => await bed.Client.FindAsync(Resources.Nodes, null, bed.NodeOf(simulated)) is null, "the end of its node", TimeSpan.FromSeconds(30));
        await bed.UntilGoneAsync("biz1-a");
        Assert.Contains("biz1:1.0.0", simulated.Modules.Keys);
        simulated.Command(new BaseCommand { CutOff = false });
        await bed.UntilNodeAsync(simulated, ready: true);
        await Eventually.UntilAsync(() => simulated.Modules.Count == 0, "the removal of what is left over");
    }

    [Theory, BothClusters]
    public async Task It_says_goodbye_and_goes_at_once(ClusterKind kind)
    {
        var (opened, simulated) = await OpenWithModuleAsync(kind);
        await using var bed = opened;
        await simulated.SayGoodbyeAsync();
        await bed.KillAsync(simulated);
        await Eventually.UntilAsync(async () => await bed.Client.FindAsync(Resources.Nodes, null, bed.NodeOf(simulated)) is null, "the end of its node", TimeSpan.FromSeconds(15));
        await bed.UntilGoneAsync("biz1-a");
    }

    private async Task<BaseBed> OpenFastAsync(ClusterKind kind)
    {
        var bed = await OpenAsync(kind, controller: false);
        bed.Timing = Fast;
        bed.StartController();
        return bed;
    }

    private static async Task<SimulatedBase> ModuleAsync(BaseBed bed)
    {
        var simulated = (await bed.StartBasesAsync(1))[0];
        await bed.PublishAsync("biz1-a", simulated, "biz1", "1.0.0", bed.Package("biz1"));
        await bed.UntilReadyAsync("biz1-a");
        return simulated;
    }
}
