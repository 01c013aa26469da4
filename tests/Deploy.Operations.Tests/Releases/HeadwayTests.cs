using Deploy.Operations.Errors;
using Deploy.Operations.Releases;
using Deploy.Operations.Releases.Rollout;
using Deploy.Operations.Releases.State;
using Deploy.Operations.Replicas;

namespace Deploy.Operations.Tests.Releases;

/// <summary>When the counts of a workload no longer do, and its replicas are looked at.</summary>
public sealed class HeadwayTests
{
    private static readonly DateTimeOffset s_begin = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly ReleaseRecord s_release = new() { Id = "r1", Target = "r1", Strategy = StrategyKind.Rolling };

    private readonly Headway _headway = new();

    [Fact]
    public void Counts_that_stand_still_do_for_three_seconds()
    {
        Assert.Equal(s_begin.AddSeconds(3), At(0, responsive: 1).ChangesAt);
        Assert.False(At(2.9, responsive: 1).NeedsReplicas);
        Assert.True(At(3, responsive: 1).NeedsReplicas);
    }

    [Fact]
    public void Whatever_gets_better_gives_three_seconds_more()
    {
        Assert.False(At(0).NeedsReplicas);
        Assert.False(At(2.5, updated: 2).NeedsReplicas);
        Assert.False(At(5, updated: 2, responsive: 1).NeedsReplicas);
        Assert.False(At(7.5, updated: 2, responsive: 1, available: 5).NeedsReplicas);
        Assert.False(At(10, updated: 2, responsive: 1, available: 5, old: 3).NeedsReplicas);
        Assert.True(At(13, updated: 2, responsive: 1, available: 5, old: 3).NeedsReplicas);
    }

    [Fact]
    public void A_replica_that_answers_on_and_off_is_no_headway()
    {
        At(0, responsive: 1);
        At(1, responsive: 0);
        At(2, responsive: 1);
        Assert.True(At(3, responsive: 0).NeedsReplicas);
    }

    [Fact]
    public void What_the_conditions_say_is_looked_into_at_once_when_it_is_about_this_change()
    {
        var hopeless = State(0) with { Hopeless = Cause.Of(ReleaseCodes.ProgressDeadlineExceeded) };
        Assert.False(_headway.Apply(hopeless with { Counts = hopeless.Counts with { Settled = false } }).NeedsReplicas);
        Assert.True(_headway.Apply(hopeless).NeedsReplicas);
        Assert.True(_headway.Apply(State(0) with { Obstacle = "exceeded quota" }).NeedsReplicas);
    }

    [Fact]
    public void On_the_way_back_the_failed_replicas_are_looked_at_before_they_go() =>
        Assert.True(_headway.Apply(State(0) with { Release = s_release with { Phase = ReleasePhase.RollingBack } }).NeedsReplicas);

    [Theory]
    [InlineData(ReleasePhase.Running)]
    [InlineData(ReleasePhase.RollingBack)]
    public void To_look_comes_before_any_other_step(ReleasePhase phase) =>
        Assert.IsType<RolloutStep.LookAtReplicas>(RolloutPlanner.NextStep(State(0) with { NeedsReplicas = true, Hopeless = Cause.Of(ReleaseCodes.Failed), Release = s_release with { Phase = phase } }));

    private RolloutState At(double seconds, int updated = 1, int responsive = 0, int available = 4, int old = 4) =>
        _headway.Apply(State(seconds, updated, responsive, available, old));

    private static RolloutState State(double seconds, int updated = 1, int responsive = 0, int available = 4, int old = 4) => new()
    {
        Release = s_release,
        Counts = new RolloutCounts { Desired = 4, Settled = true, Updated = updated, Old = old, Available = available, Retirement = Retirement.ByController },
        Responsive = responsive,
        Held = responsive,
        Now = s_begin.AddSeconds(seconds),
    };
}
