using Deploy.Operations.Replicas;
using Deploy.Operations.Reports;
using static Deploy.Operations.Replicas.ReplicaState;

namespace Deploy.Operations.Tests.Reports;

public sealed class LifePhasesTests
{
    private static readonly DateTimeOffset s_created = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private static readonly LifeFacts s_facts = new() { Created = s_created, End = At(60), State = Responsive };

    public static TheoryData<string> Names => [.. s_cases.Keys];

    private static readonly Dictionary<string, (LifeFacts Facts, string Phases)> s_cases = new(StringComparer.Ordinal)
    {
        ["it is being started"] = (s_facts with { State = Starting }, "Starting 0-60"),
        ["it answers"] = (s_facts with { Ran = At(2), IsReady = true, ReadyChanged = At(5) }, "Starting 0-2, Started 2-5, Responsive 5-60"),
        ["it answered as soon as it ran"] = (s_facts with { Ran = At(2), IsReady = true, ReadyChanged = At(2) }, "Starting 0-2, Responsive 2-60"),
        ["it answers again after a restart"] = (s_facts with { Ran = At(1), IsReady = true, ReadyChanged = At(30), Exits = [new(At(20), 1, "Error")], Restarts = 1 }, "Starting 0-1, Started 1-20, Unresponsive 20-30, Responsive 30-60"),
        ["it ceased to answer"] = (s_facts with { State = Unresponsive, Ran = At(2), WasReady = true, ReadyChanged = At(40) }, "Starting 0-2, Responsive 2-40, Unresponsive 40-60"),
        ["it never answered"] = (s_facts with { State = Unresponsive, Ran = At(2), ReadyChanged = At(0) }, "Starting 0-2, Started 2-4, Unresponsive 4-60"),
        ["it runs, and may answer soon"] = (s_facts with { State = Started, Ran = At(58), ReadyChanged = At(0) }, "Starting 0-58, Started 58-60"),
        ["its image is missing"] = (s_facts with { State = StartingError, ReadyChanged = At(0) }, "StartingError 0-60"),
        ["it crashed once at its start"] = (s_facts with { State = StartingError, Ran = At(1), Exits = [new(At(2), 1, "Error")], Restarts = 1 }, "Starting 0-1, Started 1-2, StartingError 2-60"),
        ["it has crashed more often than is known"] = (s_facts with { State = StartingError, Ran = At(50), Exits = [new(At(51), 1, "Error"), new(At(56), 1, "Error")], Restarts = 9 }, "StartingError 0-60"),
        ["it is decommissioned"] = (s_facts with { State = Decommissioned, Ran = At(1), IsReady = true, ReadyChanged = At(2), LeftAt = At(50) }, "Starting 0-1, Started 1-2, Responsive 2-50, Decommissioned 50-60"),
        ["it ceased to answer because it went"] = (s_facts with { State = Responsive, Ran = At(1), WasReady = true, ReadyChanged = At(55), LeftAt = At(50) }, "Starting 0-1, Responsive 1-50, Decommissioned 50-60"),
        ["it went at the very end"] = (s_facts with { Ran = At(1), IsReady = true, ReadyChanged = At(1), LeftAt = At(60) }, "Starting 0-1, Responsive 1-60"),
        ["clocks disagree"] = (s_facts with { Ran = At(-5), IsReady = true, ReadyChanged = At(90) }, "Started 0-60"),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Tells_the_states_one_after_the_other(string name)
    {
        var (facts, phases) = s_cases[name];
        Assert.Equal(phases, string.Join(", ", LifePhases.Of(facts).Select(phase => $"{phase.State} {Minute(phase.From)}-{Minute(phase.To)}")));
    }

    [Fact]
    public void Whatever_is_known_the_phases_fill_the_life_without_a_gap()
    {
        var random = new Random(7);
        DateTimeOffset? Maybe() => random.Next(3) == 0 ? null : At(random.Next(-10, 80));
        for (var i = 0; i < 20_000; i++)
        {
            var facts = s_facts with
            {
                State = (ReplicaState)random.Next(6),
                Ran = Maybe(),
                IsReady = random.Next(2) == 0,
                ReadyChanged = Maybe(),
                WasReady = random.Next(2) == 0,
                LeftAt = Maybe(),
                Exits = [.. Enumerable.Range(0, random.Next(3)).Select(_ => new LifeEnd(At(random.Next(-10, 80)), 1, "")).OrderBy(exit => exit.Time)],
                Restarts = random.Next(4),
            };
            var phases = LifePhases.Of(facts);
            Assert.Equal(facts.Created, phases[0].From);
            Assert.Equal(facts.End, phases[^1].To);
            Assert.All(phases, phase => Assert.True(phase.From < phase.To));
            Assert.All(phases.Zip(phases.Skip(1)), pair => Assert.True(pair.First.To == pair.Second.From && pair.First.State != pair.Second.State));
        }
    }

    private static DateTimeOffset At(int minute) => s_created.AddMinutes(minute);

    private static int Minute(DateTimeOffset time) => (int)(time - s_created).TotalMinutes;
}
