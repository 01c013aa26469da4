using Deploy.Controller.Arklet;
using Deploy.Controller.Modules;
using Deploy.Kubernetes.Models;
using static Deploy.Controller.Tests.Modules.Situations;

namespace Deploy.Controller.Tests.Modules;

/// <summary>Several versions of one module on one base.</summary>
public sealed class RivalryTests
{
    private const string V1 = "biz1:1.0.0";
    private const string V2 = "biz1:2.0.0";

    private static readonly BizInfo[] Switched = [Biz("biz1", "1.0.0", BizState.Deactivated), Biz("biz1", "2.0.0", BizState.Activated)];

    [Fact]
    public void A_replacement_of_what_was_pushed_aside_waits_and_does_not_end()
    {
        var pods = new[] { Owned("v2", "2.0.0", "set2", age: 5), Owned("again", "1.0.0", "set1", age: 1) };
        var actions = BasePlanner.Decide(Of(pods, Switched, [V1, V2]) with { Revisions = Revisions(("set1", 1), ("set2", 2)) });
        var status = actions.Reports.Single(r => r.Pod.Metadata.Name == "again").Status;
        Assert.Equal("Pending", status.Phase);
        Assert.Equal("DEACTIVATED", status.ContainerStatuses[0].State.Waiting?.Reason);
        Assert.Contains(V2, status.ContainerStatuses[0].State.Waiting?.Message, StringComparison.Ordinal);
        Assert.Empty(actions.Installs);
        Assert.Empty(actions.Uninstalls);
    }

    [Fact]
    public void A_rollback_starts_the_older_version_anew()
    {
        var pods = new[] { Owned("v2", "2.0.0", "set2", age: 50), Owned("back", "1.0.0", "set1", age: 1) };
        var rollback = Of(pods, Switched, [V1, V2]) with { Revisions = Revisions(("set1", 3), ("set2", 2)) };
        Assert.Equal(V1, Assert.Single(BasePlanner.Decide(rollback).Uninstalls).Identity);
        var removed = rollback with { Installed = [Switched[1]] };
        Assert.Equal(V1, Assert.Single(BasePlanner.Decide(removed).Installs).Identity);
    }

    [Fact]
    public void After_a_restart_of_the_base_the_older_version_comes_back_first()
    {
        var pods = new[] { Owned("v1", "1.0.0", "set1", age: 90, Ran()), Owned("v2", "2.0.0", "set2", age: 5) };
        var situation = Of(pods, [], [V1, V2]) with { Revisions = Revisions(("set1", 1), ("set2", 2)) };
        Assert.Equal(V1, Assert.Single(BasePlanner.Decide(situation).Installs).Identity);
        var during = situation with { Operations = new Dictionary<string, BizOperation>(StringComparer.Ordinal) { [V1] = Running("biz1", "1.0.0") } };
        Assert.Empty(BasePlanner.Decide(during).Installs);
        var after = situation with { Installed = [Biz("biz1", "1.0.0", BizState.Activated)] };
        Assert.Equal(V2, Assert.Single(BasePlanner.Decide(after).Installs).Identity);
    }

    [Fact]
    public void What_was_switched_off_keeps_its_last_requests_and_then_gives_its_memory_back()
    {
        var pods = new[] { Pod("v1", age: 90, phase: "Failed"), Pod("v2", version: "2.0.0", age: 40) };
        Assert.Empty(BasePlanner.Decide(Of(pods, Switched, [V1, V2])).Uninstalls);
        var later = Of(pods, Switched, [V1, V2]) with { Now = Now.AddSeconds(26) };
        Assert.Equal(V1, Assert.Single(BasePlanner.Decide(later).Uninstalls).Identity);
    }

    [Fact]
    public void What_was_pushed_aside_and_has_an_owner_goes_when_its_module_is_gone()
    {
        var failed = new PodStatus { Phase = "Failed", Reason = "BizDeactivate" };
        var pods = new[] { Owned("v1", "1.0.0", "set1", age: 90, failed), Pod("bare", version: "1.0.0", age: 80, status: failed), Owned("v2", "2.0.0", "set2", age: 40) };
        Assert.Empty(BasePlanner.Decide(Of(pods, Switched, [V1, V2])).Finished);
        Assert.Equal("v1", Assert.Single(BasePlanner.Decide(Of(pods, [Switched[1]], [V2])).Finished).Metadata.Name);
    }

    private static ModulePod Owned(string name, string version, string set, int age, PodStatus? status = null)
    {
        var pod = Pod(name, version: version, age: age, status: status).Pod;
        return ModulePod.Of(pod with { Metadata = pod.Metadata with { OwnerReferences = [new OwnerReference { Kind = "ReplicaSet", Name = set, Uid = set, Controller = true }] } });
    }

    private static Dictionary<string, ReplicaSetRevision> Revisions(params (string Set, long Revision)[] sets) =>
        sets.ToDictionary(s => s.Set, s => new ReplicaSetRevision("deployment", s.Revision), StringComparer.Ordinal);
}
