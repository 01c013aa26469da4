using Deploy.Operations.Maintenance.Recycling;

namespace Deploy.Operations.Tests.Maintenance.Recycling;

/// <summary>
/// A hundred thousand replicas that were started together, minute by minute as the timer runs, decided on by the very parts that a sweep
/// consists of. The cluster is played: a replacement answers two minutes after its replica was begun.
/// </summary>
public sealed class RecycleDayTests(ITestOutputHelper output)
{
    private const int PerSet = 50;
    private static readonly DateTimeOffset Start = new(2026, 11, 30, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Of_a_hundred_thousand_started_together_none_grows_older_than_a_day()
    {
        var (oldest, most) = Run(100_000, new RecycleOptions(), warnings: out var warnings);
        output.WriteLine($"oldest {oldest}, at most {most} under way");
        Assert.InRange(oldest, TimeSpan.FromHours(20), TimeSpan.FromHours(24));
        Assert.InRange(most, 101, 5_000);
        Assert.Empty(warnings);
    }

    [Fact]
    public void Where_too_few_may_be_under_way_it_is_said_in_time_and_what_is_said_helps()
    {
        // Tens of thousands in the same proportion, so that it does not take long.
        var options = new RecycleOptions { Total = 1, TotalPercent = 1 };
        var (oldest, _) = Run(20_000, options, out var warnings);
        Assert.True(oldest > TimeSpan.FromHours(24), $"{oldest}");
        var (at, text) = warnings[0];
        Assert.True(at < TimeSpan.FromHours(21), $"only after {at}");
        var percent = int.Parse(text.Split("DEPLOY_RECYCLE_TOTAL to ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);

        (oldest, _) = Run(20_000, options with { TotalPercent = percent }, out warnings);

        Assert.Equal((true, 0), (oldest <= TimeSpan.FromHours(24), warnings.Count));
    }

    [Theory]
    [InlineData("StatefulSet", 300, false)]
    [InlineData("StatefulSet", 500, true)]
    [InlineData("ReplicaSet", 500, true)]
    public void A_set_that_goes_one_by_one_and_is_too_large_is_named(string kind, int members, bool isSlow)
    {
        var pace = new RecyclePace(new(), Start);
        var group = new ReplicaGroup("shop", kind, "orders", "uid", 10);
        for (var i = 0; i < members; i++)
            group.Join(new Replica(i, Start).Fact, null);
        var warning = pace.Warning(group, budget: 1);
        Assert.Equal(isSlow, warning is not null);
        if (isSlow)
            Assert.Contains($"{kind} shop/orders cannot replace its {members} replicas within 24 h", warning, StringComparison.Ordinal);
        Assert.Null(pace.Warning(group, budget: members / 10));
    }

    // From the hour on at which the first may be due; before that nothing happens. Until all of the first generation are gone.
    private static (TimeSpan Oldest, int Most) Run(int count, RecycleOptions options, out List<(TimeSpan At, string Text)> warnings)
    {
        var replicas = Enumerable.Range(0, count).Select(i => new Replica(i, Start)).ToList();
        warnings = [];
        var (next, most, left, oldest) = (count, 0, count, TimeSpan.Zero);
        for (var now = Start.AddHours(20); left > 0; now = now.AddMinutes(1))
        {
            var found = new DueGroups(options, now, null);
            foreach (var replica in replicas)
                found.Look(replica.At(now), isNamed: true);
            if (found.Pace.Warning(found.Seen, found.Limit) is { } warning)
                warnings.Add((now - Start, warning));
            oldest = oldest > now - Start ? oldest : now - Start;
            most = Math.Max(most, found.Under);
            if (found.IsEmpty)
                continue;
            var groups = new ReplicaGroups(options, found.Limit, now);
            var byUid = replicas.Where(each => found.Contains(each.Fact)).ToDictionary(each => each.Fact.Uid, StringComparer.Ordinal);
            foreach (var replica in byUid.Values)
                groups.Take(replica.Fact);
            var facts = new GroupFacts { Desired = PerSet, CanSurge = true };
            foreach (var (move, group) in RecyclePlan.Cap(groups.All.SelectMany(group => RecyclePlan.Work(group, facts, options, now).Select(move => (move, group))), found.Under, found.Limit))
            {
                var replica = byUid[move.Replica.Uid];
                if (move.Kind == RecycleMoveKind.Detach)
                {
                    replica.Detach(group);
                    replicas.Add(new Replica(next++, now, replica.Set) { ReadyOn = now.AddMinutes(2) });
                }
                else if (move.Kind == RecycleMoveKind.TakeOut)
                    replica.TakeOut(now);
                else if (move.Kind == RecycleMoveKind.Delete)
                    replica.IsGone = true;
            }
            left -= replicas.RemoveAll(each => each.IsGone);
        }
        return (oldest, most);
    }

    private sealed class Replica(int number, DateTimeOffset createdOn, int? set = null)
    {
        public int Set { get; } = set ?? number / PerSet;

        public DateTimeOffset ReadyOn { get; init; } = createdOn;

        public bool IsGone { get; set; }

        public ReplicaFact Fact { get; private set; } = new()
        {
            Namespace = "shop", Name = $"r{number}", Uid = $"uid-{number}", ResourceVersion = "1", Module = $"m{set ?? number / PerSet}", CreatedOn = createdOn,
            OwnerKind = "ReplicaSet", OwnerName = $"s{set ?? number / PerSet}", OwnerUid = $"set-{set ?? number / PerSet}", IsReady = true,
        };

        public ReplicaFact At(DateTimeOffset now)
        {
            if (Fact.IsReady != now >= ReadyOn)
                Fact = Fact with { IsReady = now >= ReadyOn };
            return Fact;
        }

        public void Detach(ReplicaGroup group) => Fact = Fact with
        {
            IsMarked = true, OwnerUid = "", Note = new() { Reason = "recycled", Set = group.Uid, Kind = group.Kind, Name = group.Name, Surge = true },
        };

        public void TakeOut(DateTimeOffset now) => Fact = Fact with { Note = Fact.Note! with { OutOn = now } };
    }
}
