using Deploy.Controller.Arklet;
using Deploy.Controller.Modules;
using Deploy.Controller.Nodes;
using static Deploy.Controller.Tests.Modules.Situations;

namespace Deploy.Controller.Tests.Modules;

public sealed class BasePlannerTests
{
    private const string Identity = "biz1:1.0.0";

    [Fact]
    public void Installs_what_a_pod_asks_for_and_the_base_lacks()
    {
        var actions = BasePlanner.Decide(Of([Pod("p")], []));
        Assert.Equal([new Biz("biz1", "1.0.0", "http://h/p.jar?sig=secret")], actions.Installs);
        Assert.Empty(actions.Uninstalls);
    }

    [Fact]
    public void Does_nothing_before_the_base_said_what_it_has()
    {
        var actions = BasePlanner.Decide(Of([Pod("p"), Pod("gone", "biz2", deleting: true)], null, ["biz2:1.0.0"]));
        Assert.Empty(actions.Installs);
        Assert.Empty(actions.Finished);
        Assert.Empty(actions.Reports);
    }

    [Fact]
    public void Installs_nothing_twice()
    {
        Assert.Empty(BasePlanner.Decide(Of([Pod("p")], [Biz("biz1", "1.0.0", BizState.Resolved)], [Identity])).Installs);
        Assert.Empty(BasePlanner.Decide(Of([Pod("p")], [], [Identity], Running("biz1", "1.0.0"))).Installs);
    }

    [Fact]
    public void Replays_after_a_restart_of_the_base()
    {
        var actions = BasePlanner.Decide(Of([Pod("p", phase: "Running")], [], [Identity]));
        Assert.Equal(Identity, Assert.Single(actions.Installs).Identity);
    }

    [Fact]
    public void The_older_of_two_pods_has_the_module_and_the_other_says_why_it_waits()
    {
        var actions = BasePlanner.Decide(Of([Pod("young", age: 1), Pod("old", age: 9)], [Biz("biz1", "1.0.0", BizState.Activated)], [Identity]));
        Assert.Empty(actions.Installs);
        var young = actions.Reports.Single(r => r.Pod.Metadata.Name == "young").Status;
        var old = actions.Reports.Single(r => r.Pod.Metadata.Name == "old").Status;
        Assert.Equal("Arklet.InstallationRequirementNotMet", young.ContainerStatuses[0].State.Waiting?.Reason);
        Assert.Contains("default/old", young.ContainerStatuses[0].State.Waiting?.Message, StringComparison.Ordinal);
        Assert.True(old.ContainerStatuses[0].Ready);
    }

    [Fact]
    public void Deleting_one_of_two_pods_leaves_the_module_to_the_other()
    {
        var actions = BasePlanner.Decide(Of([Pod("old", age: 9, deleting: true), Pod("young", age: 1)], [Biz("biz1", "1.0.0", BizState.Activated)], [Identity]));
        Assert.Empty(actions.Uninstalls);
        Assert.Equal("old", Assert.Single(actions.Finished).Metadata.Name);
    }

    [Fact]
    public void A_deleted_pod_goes_only_after_its_module_is_gone()
    {
        var pods = new[] { Pod("p", deleting: true) };
        var before = BasePlanner.Decide(Of(pods, [Biz("biz1", "1.0.0", BizState.Activated)], [Identity]));
        Assert.Equal(Identity, Assert.Single(before.Uninstalls).Identity);
        Assert.Empty(before.Finished);
        Assert.Empty(BasePlanner.Decide(Of(pods, [], [Identity], Running("biz1", "1.0.0", install: false))).Finished);
        Assert.Single(BasePlanner.Decide(Of(pods, [], [Identity])).Finished);
    }

    [Fact]
    public void A_dead_base_holds_up_no_deletion()
    {
        var situation = Of([Pod("p", deleting: true)], [Biz("biz1", "1.0.0", BizState.Activated)], [Identity]) with { Liveness = BaseLiveness.Dead };
        var actions = BasePlanner.Decide(situation);
        Assert.Single(actions.Finished);
        Assert.Empty(actions.Uninstalls);
    }

    [Fact]
    public void Never_uninstalls_what_no_controller_installed()
    {
        var actions = BasePlanner.Decide(Of([Pod("p", "other", deleting: true)], [Biz("master", "1", BizState.Activated), Biz("static", "1", BizState.Activated)], ["biz9:1"]));
        Assert.Empty(actions.Uninstalls);
        Assert.Single(actions.Finished);
    }

    [Fact]
    public void Uninstalls_what_it_installed_for_a_pod_that_vanished()
    {
        var actions = BasePlanner.Decide(Of([], [Biz("biz1", "1.0.0", BizState.Activated)], [Identity]));
        Assert.Equal(Identity, Assert.Single(actions.Uninstalls).Identity);
    }

    [Fact]
    public void Another_package_of_the_same_version_is_installed_anew_but_a_new_signature_is_not()
    {
        var installed = new[] { Biz("biz1", "1.0.0", BizState.Activated) };
        Assert.Empty(BasePlanner.Decide(Of([Pod("p", url: "http://h/p.jar?sig=fresh")], installed, [Identity])).Uninstalls);
        var other = BasePlanner.Decide(Of([Pod("p", url: "http://h/other.jar?sig=fresh")], installed, [Identity]));
        Assert.Single(other.Uninstalls);
        Assert.Empty(other.Installs);
    }

    [Theory]
    [InlineData("Arklet.PullBizError", 5, false)]
    [InlineData("Arklet.PullBizError", 11, true)]
    [InlineData("User.MetaspaceFull", 3600, false)]
    [InlineData("Arklet.InstallBizFailed", 3600, false)]
    public void Tries_again_only_what_can_heal_and_not_at_once(string code, int secondsAgo, bool again)
    {
        var actions = BasePlanner.Decide(Of([Pod("p")], [], [Identity], Failed("biz1", "1.0.0", code, secondsAgo)));
        Assert.Equal(again, actions.Installs.Count == 1);
    }

    [Theory]
    [InlineData("http://h/p.jar?sig=expired", true)]
    [InlineData("http://h/p.jar?sig=secret", false)]
    public void A_failed_install_is_tried_at_once_when_its_url_was_renewed(string tried, bool again)
    {
        var failed = Failed("biz1", "1.0.0", "Arklet.PullBizError", 1);
        failed = failed with { Biz = failed.Biz with { Url = tried } };
        var actions = BasePlanner.Decide(Of([Pod("p")], [], [Identity], failed));
        Assert.Equal(again ? ["http://h/p.jar?sig=secret"] : [], actions.Installs.Select(biz => biz.Url));
    }

    [Fact]
    public void A_failed_install_is_said_with_its_code_and_without_the_signature()
    {
        var failed = Failed("biz1", "1.0.0", "Arklet.PullBizError", 1, "cannot fetch http://h/p.jar?sig=secret: 403");
        var status = Assert.Single(BasePlanner.Decide(Of([Pod("p")], [], [Identity], failed)).Reports).Status;
        var waiting = status.ContainerStatuses[0].State.Waiting;
        Assert.Equal(("Arklet.PullBizError", "cannot fetch http://h/p.jar: 403"), (waiting?.Reason, waiting?.Message));
        Assert.Equal("Pending", status.Phase);
    }

    [Theory]
    [InlineData(BizState.Broken, "waiting INSTALL_FAILED")]
    [InlineData(BizState.Resolved, "waiting INSTALL_FAILED")]
    [InlineData(BizState.Deactivated, "waiting INSTALL_FAILED")]
    [InlineData(BizState.Unknown, "waiting INSTALL_FAILED")]
    [InlineData(BizState.Unresolved, "waiting ContainerCreating")]
    [InlineData(BizState.Activated, "running")]
    [InlineData(BizState.Stopped, "terminated INSTALL_FAILED")]
    public void Every_state_of_a_module_has_its_container_state(BizState state, string expected)
    {
        var actions = BasePlanner.Decide(Of([Pod("p")], [Biz("biz1", "1.0.0", state, "INSTALL_FAILED", "m")], [Identity], Running("biz1", "1.0.0", install: false)));
        var container = Assert.Single(actions.Reports).Status.ContainerStatuses[0].State;
        var said = container switch
        {
            { Running: not null } => "running",
            { Terminated: { } ended } => $"terminated {ended.Reason}",
            _ => $"waiting {container.Waiting?.Reason}",
        };
        Assert.Equal(expected, said);
    }

    [Fact]
    public void A_newer_version_on_the_base_ends_the_older_pod()
    {
        var pods = new[] { Pod("v1", age: 90, status: Ran()), Pod("v2", version: "2.0.0", age: 5) };
        var actions = BasePlanner.Decide(Of(pods, [Biz("biz1", "1.0.0", BizState.Deactivated), Biz("biz1", "2.0.0", BizState.Activated)], [Identity, "biz1:2.0.0"]));
        var old = actions.Reports.Single(r => r.Pod.Metadata.Name == "v1").Status;
        Assert.Equal(("Failed", "BizDeactivate"), (old.Phase, old.Reason));
        Assert.Contains("biz1:2.0.0", old.Message, StringComparison.Ordinal);
        Assert.Empty(actions.Uninstalls);
    }

    [Fact]
    public void What_is_said_already_is_not_said_again()
    {
        var installed = new[] { Biz("biz1", "1.0.0", BizState.Activated) };
        var first = Assert.Single(BasePlanner.Decide(Of([Pod("p")], installed, [Identity])).Reports);
        Assert.Empty(BasePlanner.Decide(Of([Pod("p", status: first.Status)], installed, [Identity])).Reports);
    }

    [Fact]
    public void An_unreachable_base_takes_its_modules_out_of_traffic()
    {
        var installed = new[] { Biz("biz1", "1.0.0", BizState.Activated) };
        var ready = Assert.Single(BasePlanner.Decide(Of([Pod("p")], installed, [Identity])).Reports).Status;
        var silent = Of([Pod("p", status: ready)], installed, [Identity]) with { Liveness = BaseLiveness.Unreachable };
        var actions = BasePlanner.Decide(silent);
        var condition = Assert.Single(actions.Reports).Status.Conditions.Single(c => c.Type == "Ready");
        Assert.Equal(("False", "BaseUnreachable"), (condition.Status, condition.Reason));
        Assert.Empty(actions.Installs);
    }

    [Fact]
    public void A_replayed_module_counts_as_a_restart()
    {
        var running = Assert.Single(BasePlanner.Decide(Of([Pod("p")], [Biz("biz1", "1.0.0", BizState.Activated)], [Identity])).Reports).Status;
        var gone = Assert.Single(BasePlanner.Decide(Of([Pod("p", status: running)], [], [Identity])).Reports).Status;
        Assert.Equal(137, gone.ContainerStatuses[0].LastState.Terminated?.ExitCode);
        var back = Assert.Single(BasePlanner.Decide(Of([Pod("p", status: gone)], [Biz("biz1", "1.0.0", BizState.Activated)], [Identity])).Reports).Status;
        Assert.Equal((1, true), (back.ContainerStatuses[0].RestartCount, back.ContainerStatuses[0].Ready));
    }
}
