using Deploy.Module.Live;
using Deploy.Operations.Releases;
using Deploy.Operations.Replicas;
using static Deploy.Module.Tests.Live.BoardSamples;

namespace Deploy.Module.Tests.Live;

public sealed class ReplicaBoardTests
{
    private static readonly object Watch = new();

    private readonly ReplicaBoard board = new("all", standing => standing.Module == "biz1", []);

    [Fact]
    public void It_is_complete_once_every_watch_has_told_what_there_was()
    {
        var second = new object();
        board.Expect(Watch);
        board.Expect(second);
        board.Take(Watch, new ReplicaChange(ReplicaChangeType.Synced, null), Now);
        Assert.False(board.Snapshot(Now).IsComplete);
        board.Take(second, new ReplicaChange(ReplicaChangeType.Synced, null), Now);
        Assert.True(board.Snapshot(Now).IsComplete);
    }

    [Fact]
    public void Ages_go_on_between_changes()
    {
        Take(Replica("biz1-a", "1.0.0", ReplicaState.Responsive) with { CreatedAt = Now - TimeSpan.FromSeconds(5), Age = TimeSpan.Zero });
        Assert.Equal(TimeSpan.FromSeconds(65), Assert.Single(board.Snapshot(Now + TimeSpan.FromMinutes(1)).Replicas).Age);
    }

    [Fact]
    public void A_deleted_replica_stays_for_a_moment()
    {
        Take(Replica("biz1-a", "1.0.0", ReplicaState.Responsive));
        board.Take(Watch, new ReplicaChange(ReplicaChangeType.Deleted, Replica("biz1-a", "1.0.0", ReplicaState.Deleted)), Now);
        Assert.Equal(ReplicaState.Deleted, Assert.Single(board.Snapshot(Now + ReplicaBoard.Farewell).Replicas).State);
        Assert.Empty(board.Snapshot(Now + ReplicaBoard.Farewell + TimeSpan.FromSeconds(1)).Replicas);
    }

    [Fact]
    public void A_replica_that_leaves_the_states_asked_for_stays_for_a_moment()
    {
        var failing = new ReplicaBoard("all", _ => true, [ReplicaState.Unresponsive]);
        failing.Take(Watch, new ReplicaChange(ReplicaChangeType.Added, Replica("biz1-a", "1.0.0", ReplicaState.Unresponsive)), Now);
        Assert.Single(failing.Snapshot(Now + TimeSpan.FromHours(1)).Replicas);
        failing.Take(Watch, new ReplicaChange(ReplicaChangeType.Changed, Replica("biz1-a", "1.0.0", ReplicaState.Responsive)), Now);
        Assert.Equal(ReplicaState.Responsive, Assert.Single(failing.Snapshot(Now + ReplicaBoard.Farewell).Replicas).State);
        Assert.Empty(failing.Snapshot(Now + TimeSpan.FromMinutes(1)).Replicas);
    }

    [Fact]
    public void A_release_is_shown_while_it_is_open_and_a_moment_longer()
    {
        board.Take(Rollout, Now);
        board.Take(Rollout with { IsOpen = false, Phase = ReleasePhase.Succeeded }, Now + TimeSpan.FromSeconds(9));
        Assert.Equal(ReleasePhase.Succeeded, Assert.Single(board.Snapshot(Now + TimeSpan.FromSeconds(10)).Releases).Phase);
        Assert.Empty(board.Snapshot(Now + TimeSpan.FromSeconds(60)).Releases);
    }

    [Fact]
    public void What_ended_before_or_belongs_to_other_modules_is_not_shown()
    {
        board.Take(Rollout with { IsOpen = false }, Now);
        board.Take(Rollout with { Module = "other" }, Now);
        Assert.Empty(board.Snapshot(Now).Releases);
    }

    private void Take(ReplicaStatus status) => board.Take(Watch, new ReplicaChange(ReplicaChangeType.Added, status), Now);
}
