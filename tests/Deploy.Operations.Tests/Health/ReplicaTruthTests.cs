using Deploy.Operations.Health;
using Deploy.Operations.Replicas;

namespace Deploy.Operations.Tests.Health;

/// <summary>Pod, lease and base say the same, or the disagreement is said.</summary>
public sealed class ReplicaTruthTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 15, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_pod_that_says_ready_over_a_broken_module_is_not_believed()
    {
        var told = Compare(ReplicaState.Responsive, new InstalledModule { Name = "biz1", Version = "1", State = "BROKEN", Since = Now.AddMinutes(-58) });
        Assert.Equal(ReplicaState.Unresponsive, told.State);
        Assert.Equal("Base.StatusDisagrees", told.Cause?.Code);
        Assert.Equal("Pod says Ready, base says BROKEN since 2026-11-21 14:02 UTC.", told.Cause?.Message);
    }

    [Fact]
    public void A_module_that_is_not_there_is_missed()
    {
        var told = Compare(ReplicaState.Responsive, new InstalledModule { Name = "biz1", Version = "2", State = "ACTIVATED" });
        Assert.Equal("Pod says Ready, base says that it has no biz1:1.", told.Cause?.Message);
    }

    [Fact]
    public void A_base_that_has_the_module_running_is_believed_against_its_pod()
    {
        var told = Compare(ReplicaState.Unresponsive, new InstalledModule { Name = "biz1", Version = "1", State = "ACTIVATED" });
        Assert.Equal(ReplicaState.Unresponsive, told.State);
        Assert.Equal("Pod says Unresponsive, base says ACTIVATED.", told.Cause?.Message);
    }

    [Fact]
    public void Agreement_changes_nothing()
    {
        var told = Compare(ReplicaState.Responsive, new InstalledModule { Name = "biz1", Version = "1", State = "ACTIVATED" });
        Assert.Equal((ReplicaState.Responsive, null), (told.State, told.Cause));
    }

    [Theory]
    [InlineData(39, false)]
    [InlineData(41, true)]
    public void Where_the_base_is_silent_the_lease_counts(int secondsAgo, bool doubted)
    {
        var silent = new ModuleBase { Name = "n", Renewed = Now.AddSeconds(-secondsAgo) };
        var told = Assert.Single(ReplicaTruth.Compare([Replica(ReplicaState.Responsive)], [silent], Now));
        Assert.Equal(doubted, told.State == ReplicaState.Unresponsive);
        Assert.Equal(doubted, told.Cause?.Code == "Base.StatusDisagrees");
    }

    [Fact]
    public void A_replica_elsewhere_is_left_alone()
    {
        var replica = Replica(ReplicaState.Responsive) with { Base = "node-1" };
        Assert.Same(replica, Assert.Single(ReplicaTruth.Compare([replica], [new ModuleBase { Name = "n", Modules = [] }], Now)));
    }

    private static ReplicaStatus Compare(ReplicaState state, InstalledModule module) =>
        Assert.Single(ReplicaTruth.Compare([Replica(state)], [new ModuleBase { Name = "n", Modules = [module] }], Now));

    private static ReplicaStatus Replica(ReplicaState state) => new() { Name = "biz1-a", Module = "biz1", Version = "1", State = state, Base = "n", Namespace = "default" };
}
