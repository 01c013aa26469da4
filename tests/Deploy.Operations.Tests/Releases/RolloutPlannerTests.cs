using Deploy.Operations.Errors;
using Deploy.Operations.Releases;
using Deploy.Operations.Releases.Rollout;
using Deploy.Operations.Releases.State;
using Deploy.Operations.Replicas;
using Place = Deploy.Operations.Releases.Rollout.Traffic;

namespace Deploy.Operations.Tests.Releases;

/// <summary>The one decision, by its table. Four replicas, batches of two.</summary>
public sealed class RolloutPlannerTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly ReleaseRecord s_release = new() { Id = "r1", Target = "r1", Strategy = StrategyKind.Batched, BatchSize = 2, Pause = PauseAfter.Never, FromRevision = 1 };
    private static readonly Cause s_cause = Cause.Of(ReleaseCodes.Failed, "no");

    [Fact]
    public void A_complete_batch_opens_the_next() => Assert.Equal(new RolloutStep.OpenBatch(2), Next(State(held: 2, old: 4, ready: 6)));

    [Fact]
    public void A_batch_that_is_not_held_waits() => Assert.IsType<RolloutStep.Await>(Next(State(held: 1, old: 4, ready: 5)));

    [Fact]
    public void The_open_batch_retires_what_the_one_before_replaced() =>
        Assert.Equal(new RolloutStep.Retire(2), Next(State(held: 2, old: 4, ready: 6, release: s_release with { Batch = 2 })));

    [Fact]
    public void None_leaves_while_no_more_answer_than_wanted() =>
        Assert.IsType<RolloutStep.Await>(Next(State(held: 2, old: 4, ready: 4, release: s_release with { Batch = 2 })));

    [Fact]
    public void Old_ones_that_do_not_answer_may_always_leave() =>
        Assert.Equal(new RolloutStep.Retire(1), Next(State(held: 2, old: 4, ready: 4, oldUnready: 1, release: s_release with { Batch = 2 })));

    [Fact]
    public void After_the_last_batch_the_old_set_goes_and_then_it_finishes()
    {
        var last = s_release with { Batch = 2 };
        Assert.Equal(new RolloutStep.Retire(2), Next(State(held: 4, old: 2, ready: 6, updated: 4, release: last)));
        Assert.IsType<RolloutStep.Await>(Next(State(held: 4, old: 0, ready: 4, updated: 4, release: last) with { OldStanding = 1 }));
        Assert.Equal(new RolloutStep.Finish(ReleasePhase.Succeeded), Next(State(held: 4, old: 0, ready: 4, updated: 4, release: last)));
    }

    [Theory]
    [InlineData(PauseAfter.First, 1, true)]
    [InlineData(PauseAfter.First, 2, false)]
    [InlineData(PauseAfter.Each, 2, true)]
    [InlineData(PauseAfter.Never, 1, false)]
    public void Pauses(PauseAfter pause, int batch, bool pauses)
    {
        var release = s_release with { BatchSize = 1, Pause = pause, Batch = batch };
        var step = Next(State(held: batch, old: 4 - batch + 1, ready: 5, release: release));
        Assert.Equal(pauses, step is RolloutStep.Pause);
        Assert.Equal(new RolloutStep.OpenBatch(batch + 1), Next(State(held: batch, old: 4 - batch + 1, ready: 5, release: release with { ResumedBatch = batch })));
    }

    [Fact]
    public void Waits_between_batches_until_the_time_is_over()
    {
        var release = s_release with { WaitBetween = TimeSpan.FromSeconds(30) };
        var state = State(held: 2, old: 4, ready: 6, release: release);
        Assert.Equal(s_now.AddSeconds(20), Assert.IsType<RolloutStep.Await>(Next(state with { BatchCompleteAt = s_now.AddSeconds(-10) })).Until);
        Assert.Equal(new RolloutStep.OpenBatch(2), Next(state with { BatchCompleteAt = s_now.AddSeconds(-30) }));
    }

    [Fact]
    public void The_gate_is_asked_once_the_batch_is_held_and_decides()
    {
        var state = State(held: 2, old: 4, ready: 6) with { HasGate = true };
        Assert.IsType<RolloutStep.AskGate>(Next(state));
        Assert.IsType<RolloutStep.OpenBatch>(Next(state with { Gate = GateResult.Pass }));
        Assert.Equal("Release.GateRefused", Assert.IsType<RolloutStep.Fail>(Next(state with { Gate = GateResult.Fail("no") })).Cause.Code);
    }

    [Fact]
    public void What_cannot_succeed_stops_or_turns_back_by_policy()
    {
        Assert.IsType<RolloutStep.Fail>(Next(State(held: 0, old: 4, ready: 4) with { Hopeless = s_cause }));
        var back = s_release with { OnFailure = FailurePolicy.Rollback };
        Assert.IsType<RolloutStep.TurnBack>(Next(State(held: 0, old: 4, ready: 4, release: back) with { Hopeless = s_cause }));
        Assert.IsType<RolloutStep.Fail>(Next(State(held: 0, old: 0, ready: 0, release: back with { FromRevision = 0 }) with { Hopeless = s_cause }));
    }

    [Fact]
    public void A_template_changed_by_others_is_left_to_them() => Assert.IsType<RolloutStep.HandOver>(Next(State(held: 2, old: 4, ready: 6) with { IsTarget = false }));

    [Fact]
    public void Nothing_is_done_before_the_controller_took_note() =>
        Assert.IsType<RolloutStep.Await>(Next(State(held: 4, old: 0, ready: 4, updated: 4, settled: false)));

    [Theory]
    [InlineData(ReleasePhase.Paused)]
    [InlineData(ReleasePhase.Failed)]
    [InlineData(ReleasePhase.Closed)]
    [InlineData(ReleasePhase.Succeeded)]
    [InlineData(ReleasePhase.RolledBack)]
    public void Phases_without_a_driver_end(ReleasePhase phase) =>
        Assert.Equal(new RolloutStep.End(phase), Next(State(held: 2, old: 4, ready: 6, release: s_release with { Phase = phase })));

    [Fact]
    public void On_the_way_back_the_traffic_returns_before_the_template()
    {
        var back = s_release with { Phase = ReleasePhase.RollingBack, Strategy = StrategyKind.Safe };
        var state = State(held: 4, old: 4, ready: 8, release: back);
        Assert.Equal(new RolloutStep.SwitchTraffic(false), Next(state with { Traffic = Place.OnTarget, Marked = 4 }));
        Assert.Equal(new RolloutStep.MarkOld(false), Next(state with { Traffic = Place.OnOld, Marked = 4 }));
        Assert.IsType<RolloutStep.RestoreTemplate>(Next(state with { Traffic = Place.OnOld }));
    }

    [Theory]
    [InlineData(ReleasePhase.Running)]
    [InlineData(ReleasePhase.RollingBack)]
    public void Traffic_is_held_until_no_replica_stands_that_has_to_go(ReleasePhase phase)
    {
        var release = s_release with { Phase = phase, Strategy = StrategyKind.Safe, SwitchedAt = s_now, IsReverted = phase == ReleasePhase.RollingBack };
        // The set is wanted empty already, but its replicas have not been told.
        var state = State(held: 4, old: 0, ready: 8, updated: 4, release: release) with { IsTarget = true, Traffic = Place.OnTarget, OldStanding = 4 };
        Assert.Equal("4 old replicas are being removed", Assert.IsType<RolloutStep.Await>(Next(state)).Message);
        Assert.IsType<RolloutStep.FreeTraffic>(Next(state with { OldStanding = 0 }));
        Assert.IsType<RolloutStep.Finish>(Next(state with { OldStanding = 0, Traffic = Place.Everywhere }));
    }

    [Theory]
    [InlineData(0, 4, 0)]
    [InlineData(1, 4, 1)]
    [InlineData(2, 4, 2)]
    [InlineData(4, 4, 4)]
    [InlineData(1, 100, 10)]
    [InlineData(2, 100, 40)]
    [InlineData(1, 0, 0)]
    public void Automatic_sizes(int batch, int desired, int after) =>
        Assert.Equal(after, BatchSizes.After(new ReleaseRecord { Id = "r" }, batch, desired));

    [Theory]
    [InlineData(25, null, 10, 4)]
    [InlineData(100, null, 10, 1)]
    [InlineData(null, 3, 10, 3)]
    [InlineData(null, 20, 10, 10)]
    public void Numbers_of_batches(int? percent, int? count, int desired, int batches) =>
        Assert.Equal(batches, BatchSizes.Total(new ReleaseRecord { Id = "r", BatchPercent = percent, BatchCount = count }, desired));

    private static RolloutStep Next(RolloutState state) => RolloutPlanner.NextStep(state);

    private static RolloutState State(int held, int old, int ready, int? updated = null, int oldUnready = 0, bool settled = true, ReleaseRecord? release = null) => new()
    {
        Release = release ?? s_release,
        Counts = new RolloutCounts { Desired = 4, Settled = settled, Updated = updated ?? held, Old = old, OldUnready = oldUnready, Retirement = Retirement.AfterSuccessor },
        Held = held,
        Responsive = held,
        Ready = ready,
        Now = s_now,
    };
}
