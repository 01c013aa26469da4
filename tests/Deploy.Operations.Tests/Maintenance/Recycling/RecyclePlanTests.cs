using Deploy.Operations.Maintenance.Recycling;

namespace Deploy.Operations.Tests.Maintenance.Recycling;

public sealed class RecyclePlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly RecycleOptions Options = new() { Jitter = 0 };

    [Fact]
    public void Nothing_goes_before_its_age()
    {
        Assert.Empty(Work(Surging(1), Old("a", 22.9)));
        var move = Assert.Single(Work(Surging(1), Old("a", 23)));
        Assert.Equal((RecycleMoveKind.Detach, "recycled"), (move.Kind, move.Reason));
    }

    [Fact]
    public void The_limit_differs_by_uid_stays_and_never_exceeds_the_maximum()
    {
        var options = new RecycleOptions();
        TimeSpan[] limits = [.. Enumerable.Range(0, 1000).Select(i => RecycleAge.Limit($"uid-{i}", options))];
        Assert.All(limits, l => Assert.InRange(l, options.MaxAge * 0.9, options.MaxAge));
        Assert.True(limits.Distinct().Count() > 990);
        Assert.True(limits.Max() - limits.Min() > TimeSpan.FromHours(2));
        Assert.Equal(limits[7], RecycleAge.Limit("uid-7", options));
    }

    [Fact]
    public void The_oldest_go_first_within_the_budget()
    {
        var moves = Work(Surging(30), [.. Enumerable.Range(0, 30).Select(i => Old($"r{i:00}", 24 + i))]);
        Assert.Equal(["r29", "r28", "r27"], moves.Where(m => m.Kind == RecycleMoveKind.Detach).Select(m => m.Replica.Name));
        Assert.Equal(27, moves.Count(m => m.Kind == RecycleMoveKind.Wait));
    }

    [Fact]
    public void While_one_is_under_way_or_in_trouble_no_other_begins()
    {
        var leaving = Old("gone", 30) with { Note = new() { Reason = "recycled", Set = "set", Surge = true }, IsMarked = true, OwnerUid = "" };
        Assert.DoesNotContain(Work(Surging(2), Old("a", 24), leaving), m => m.Kind == RecycleMoveKind.Detach);
        Assert.DoesNotContain(Work(Surging(2), Old("a", 24), Old("b", 1) with { IsReady = false }), m => m.Kind == RecycleMoveKind.Detach);
    }

    [Fact]
    public void It_serves_on_until_all_others_answer()
    {
        var leaving = Old("gone", 30) with { Note = new() { Reason = "recycled", Set = "set", Surge = true }, IsMarked = true, OwnerUid = "" };
        Assert.Equal(RecycleMoveKind.Wait, Work(Surging(1), leaving, Old("new", 0) with { IsReady = false })[0].Kind);
        Assert.Equal(RecycleMoveKind.TakeOut, Work(Surging(1), leaving, Old("new", 0))[0].Kind);
    }

    [Fact]
    public void Out_of_traffic_it_gets_its_grace_and_then_goes()
    {
        var note = new RecycleNote { Reason = "recycled", Set = "set", Surge = true, OutOn = Now.AddSeconds(-29) };
        var leaving = Old("gone", 30) with { IsMarked = true, Note = note };
        Assert.Equal(RecycleMoveKind.Wait, Work(Surging(1), leaving).Single().Kind);
        Assert.Equal(RecycleMoveKind.Delete, Work(Surging(1), leaving with { Note = note with { OutOn = Now.AddSeconds(-30) } }).Single().Kind);
    }

    [Fact]
    public void An_unresponsive_one_goes_past_its_limit_and_before_the_old_ones()
    {
        var silent = Old("silent", 1) with { IsReady = false, UnresponsiveSince = Now.AddMinutes(-10) };
        Assert.Empty(Work(Surging(1), silent));
        var moves = Work(Surging(2), Options with { UnresponsiveLimit = TimeSpan.FromMinutes(5) }, null, silent, Old("old", 24));
        Assert.Equal(("silent", RecycleMoveKind.Detach, "unresponsive"), (moves[0].Replica.Name, moves[0].Kind, moves[0].Reason));
        Assert.Equal(RecycleMoveKind.Wait, moves[1].Kind);
    }

    [Fact]
    public void Without_surge_one_goes_at_a_time_and_leaves_traffic_first()
    {
        var set = new GroupFacts { Desired = 3, CanSurge = false };
        var moves = Work(set, Options with { Percent = 100 }, null, Old("a", 24), Old("b", 25), Old("c", 26));
        Assert.Equal([("c", RecycleMoveKind.TakeOut), ("b", RecycleMoveKind.Wait), ("a", RecycleMoveKind.Wait)], moves.Select(m => (m.Replica.Name, m.Kind)));
    }

    [Fact]
    public void A_release_keeps_recycling_off_but_not_an_operators_wish()
    {
        var set = Surging(1) with { Held = "it is being released by somebody" };
        Assert.Equal(RecycleMoveKind.Wait, Work(set, Old("a", 24)).Single().Kind);
        var wish = new Dictionary<string, RecycleWish> { ["a"] = new("restarted", Surge: true) };
        Assert.Equal(RecycleMoveKind.Detach, Work(set, Options, wish, Old("a", 1)).Single().Kind);
    }

    [Fact]
    public void Only_labels_that_select_it_come_off_and_never_the_controllers()
    {
        var labels = new Dictionary<string, string> { ["app"] = "x", ["tier"] = "web", ["module.koupleless.io/name"] = "x" };
        IReadOnlyDictionary<string, string>[] selectors =
        [
            new Dictionary<string, string> { ["app"] = "x", ["tier"] = "web" },
            new Dictionary<string, string> { ["app"] = "other" },
            new Dictionary<string, string>(),
        ];
        Assert.Equal(["app"], TrafficLabels.ToRemove(labels, selectors, new HashSet<string>()).Keys);
        Assert.Equal(["tier"], TrafficLabels.ToRemove(labels, selectors, new HashSet<string> { "app" }).Keys);
        Assert.Empty(TrafficLabels.ToRemove(labels, selectors, new HashSet<string> { "app", "tier" }));
    }

    private static GroupFacts Surging(int desired) => new() { Desired = desired, CanSurge = true };

    private static ReplicaFact Old(string name, double hours) => new()
    {
        Namespace = "shop", Name = name, Uid = name, ResourceVersion = "1", Module = "orders", CreatedOn = Now.AddHours(-hours),
        OwnerKind = "ReplicaSet", OwnerName = "orders-1", OwnerUid = "set", IsReady = true,
    };

    private static IReadOnlyList<RecycleMove> Work(GroupFacts set, params ReplicaFact[] replicas) => Work(set, Options, null, replicas);

    private static IReadOnlyList<RecycleMove> Work(
        GroupFacts set, RecycleOptions options, IReadOnlyDictionary<string, RecycleWish>? wishes, params ReplicaFact[] replicas)
    {
        var groups = new ReplicaGroups(options, 100, Now, wishes);
        foreach (var replica in replicas)
            groups.Take(replica);
        return RecyclePlan.Work(groups.All.Single(), set, options, Now);
    }
}
