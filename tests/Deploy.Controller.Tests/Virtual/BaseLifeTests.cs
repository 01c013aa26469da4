using Deploy.Controller.Nodes;
using Deploy.LocalCluster.Bases;
using Deploy.Operations.Replicas;

namespace Deploy.Controller.Tests.Virtual;

/// <summary>What happens to a base shows in time: states, causes and recovery, by the times of real life on a virtual clock.</summary>
public sealed class BaseLifeTests
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Unreachable = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan Dead = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_base_that_is_cut_off_is_unreachable_after_25_seconds_and_back_when_it_is_heard()
    {
        await using var bed = await VirtualBases.StartAsync(bases: 1);
        var host = await HostAsync(bed);
        host.Command(new BaseCommand { CutOff = true });
        var noticed = await bed.UntilAsync(async () => (await TheReplicaAsync(bed)).State != ReplicaState.Responsive, Dead, "the replica's end");
        Assert.InRange(noticed, Unreachable - Beat, Unreachable + Step);
        var replica = await TheReplicaAsync(bed);
        Assert.Equal((ReplicaState.Unresponsive, "Base.Unreachable"), (replica.State, replica.Cause?.Code));
        Assert.Contains("vnode.b1.virtual", replica.Cause?.Message, StringComparison.Ordinal);
        Assert.Contains((await bed.NodeAsync(host))!.Status.Conditions, c => c is { Type: "Ready", Status: "Unknown", Reason: "BaseUnreachable" });

        host.Command(new BaseCommand { CutOff = false });
        var back = await bed.UntilAsync(async () => (await TheReplicaAsync(bed)).State == ReplicaState.Responsive, Dead, "the replica's return");
        Assert.InRange(back, TimeSpan.Zero, Beat + Step);
        Assert.Equal(1, host.Installs["biz1:1.0.0"]);
        Assert.Contains((await bed.NodeAsync(host))!.Status.Conditions, c => c is { Type: "Ready", Status: "True" });
    }

    [Fact]
    public async Task A_base_that_is_killed_is_dead_after_60_seconds_and_its_module_runs_elsewhere()
    {
        await using var bed = await VirtualBases.StartAsync(bases: 2);
        var host = await HostAsync(bed);
        await bed.KillAsync(host);
        var unreachable = await bed.UntilAsync(async () => (await bed.ReplicasAsync("biz1")).Any(r => r.Cause?.Code == "Base.Unreachable"), Dead, "an unreachable base");
        Assert.InRange(unreachable, Unreachable - Beat, Unreachable + Step);
        var dead = unreachable + await bed.UntilAsync(async () => await bed.NodeAsync(host) is null, Dead, "the end of the node");
        Assert.InRange(dead - unreachable, Dead - Unreachable - Step, Dead - Unreachable + Step);
        var moved = await bed.UntilAsync(async () => (await bed.ReplicasAsync("biz1")).Any(r => r.State == ReplicaState.Responsive && r.Base != VirtualBases.NodeOf(host)), Dead, "the module elsewhere");
        Assert.InRange(moved, TimeSpan.Zero, Beat);
        Assert.Contains("base loss", Assert.Single(await bed.ReplicasAsync("biz1")).RecreatedBecause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_base_that_restarts_gets_its_modules_again_by_the_next_query()
    {
        await using var bed = await VirtualBases.StartAsync(bases: 1);
        var host = await HostAsync(bed);
        host.Command(new BaseCommand { Restart = true });
        var replayed = await bed.UntilAsync(() => Task.FromResult(host.Installs["biz1:1.0.0"] == 2), Dead, "the replay");
        Assert.InRange(replayed, TimeSpan.Zero, TimeSpan.FromSeconds(15) + Step);
        var back = await bed.UntilResponsiveAsync("biz1", Step);
        Assert.Equal((VirtualBases.NodeOf(host), 1), (back.Base, back.Restarts));
    }

    [Fact]
    public async Task The_lease_of_a_base_that_said_goodbye_goes_with_its_node()
    {
        await using var bed = await VirtualBases.StartAsync(bases: 1);
        var host = await HostAsync(bed);
        await host.SayGoodbyeAsync();
        await bed.KillAsync(host);
        await bed.UntilAsync(async () => await bed.NodeAsync(host) is null && await bed.LeaseAsync(host) is null, Beat, "the end of node and lease");
    }

    [Fact]
    public async Task What_a_silent_base_had_is_known_for_an_hour_and_then_its_lease_goes()
    {
        await using var bed = await VirtualBases.StartAsync(bases: 1);
        var host = await HostAsync(bed);
        host.Command(new BaseCommand { CutOff = true });
        await bed.UntilAsync(async () => await bed.NodeAsync(host) is null, Dead + Beat, "the end of the node");
        await bed.UntilAsync(async () => (await bed.LeaseAsync(host))?.Spec.HolderIdentity is null or "", Beat, "a lease that nobody holds");
        bed.Time.Jump(TimeSpan.FromMinutes(40));
        await bed.PassAsync(Step);
        Assert.NotNull(await bed.LeaseAsync(host));
        bed.Time.Jump(TimeSpan.FromMinutes(31));
        await bed.UntilAsync(async () => await bed.LeaseAsync(host) is null, Beat, "the end of the lease");
    }

    [Fact]
    public async Task A_controller_that_is_killed_is_followed_by_another_when_its_lease_of_40_seconds_runs_out()
    {
        var dead = false;
        await using var bed = await VirtualBases.StartAsync(bases: 1, () => dead);
        var host = await HostAsync(bed);
        bed.StartController("two");
        await bed.PassAsync(TimeSpan.FromSeconds(20));
        Assert.Equal("one", (await bed.LeaseAsync(host))!.Spec.HolderIdentity);
        dead = true;
        var renewed = (await bed.LeaseAsync(host))!.Spec.RenewTime!.Value;
        await bed.UntilAsync(async () => (await bed.LeaseAsync(host))!.Spec.HolderIdentity == "two", Dead, "another controller");
        // Never sooner; later by what may pass until the last renewal is seen, and by the second in which the clock is looked at.
        Assert.InRange(bed.Now - renewed, TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(40) + new BaseTiming().LivenessCheck + TimeSpan.FromSeconds(1));
        await bed.PassAsync(Beat);
        Assert.Equal(ReplicaState.Responsive, (await TheReplicaAsync(bed)).State);
        Assert.Equal(1, host.Installs["biz1:1.0.0"]);
    }

    [Fact]
    public async Task A_base_that_is_well_costs_a_renewal_of_its_lease_every_ten_seconds_and_no_other_write()
    {
        await using var bed = await VirtualBases.StartAsync(bases: 1);
        await HostAsync(bed);
        await bed.PassAsync(TimeSpan.FromSeconds(20));
        var before = bed.Writes;
        await bed.PassAsync(TimeSpan.FromSeconds(60));
        var written = bed.Writes.Where(w => w.Value > before.GetValueOrDefault(w.Key)).ToDictionary(w => w.Key, w => w.Value - before.GetValueOrDefault(w.Key), StringComparer.Ordinal);
        var (path, times) = Assert.Single(written);
        Assert.EndsWith("/leases/vnode.b1.virtual", path, StringComparison.Ordinal);
        Assert.InRange(times, 4, 7);
    }

    private static async Task<SimulatedBase> HostAsync(VirtualBases bed)
    {
        await bed.DeployAsync("biz1", replicas: 1);
        return bed.HostOf(await bed.UntilResponsiveAsync("biz1", TimeSpan.FromSeconds(30)));
    }

    private static async Task<ReplicaStatus> TheReplicaAsync(VirtualBases bed) => Assert.Single(await bed.ReplicasAsync("biz1"));
}
