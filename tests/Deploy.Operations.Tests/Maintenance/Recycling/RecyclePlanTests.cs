using Deploy.Operations.Maintenance.Recycling;

namespace Deploy.Operations.Tests.Maintenance.Recycling;

public sealed class RecyclePlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly RecycleOptions Options = new() { Jitter = 0 };

    [Fact]
    public void Nothing_goes_before_its_age()
    {
        Assert.Empty(RecyclePlan.Work(Group(Old("a", 22.9)), Surging(1), Options, Now));
        var move = Assert.Single(RecyclePlan.Work(Group(Old("a", 23)), Surging(1), Options, Now));
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
        var group = Group([.. Enumerable.Range(0, 30).Select(i => Old($"r{i:00}", 24 + i))]);
        var moves = RecyclePlan.Work(group, Surging(30), Options, Now);
        Assert.Equal(["r29", "r28", "r27"], moves.Where(m => m.Kind == RecycleMoveKind.Detach).Select(m => m.Replica.Name));
        Assert.Equal(27, moves.Count(m => m.Kind == RecycleMoveKind.Wait));
    }

    [Fact]
    public void While_one_is_under_way_or_in_trouble_no_other_begins()
    {
        var leaving = Old("gone", 30) with { Note = new() { Reason = "recycled", Set = "set", Surge = true }, IsMarked = true, OwnerUid = "" };
        Assert.DoesNotContain(RecyclePlan.Work(Group(Old("a", 24), leaving), Surging(2), Options, Now), m => m.Kind == RecycleMoveKind.Detach);
        Assert.DoesNotContain(RecyclePlan.Work(Group(Old("a", 24), Old("b", 1) with { IsReady = false }), Surging(2), Options, Now), m => m.Kind == RecycleMoveKind.Detach);
    }

    [Fact]
    public void It_serves_on_until_all_others_answer()
    {
        var leaving = Old("gone", 30) with { Note = new() { Reason = "recycled", Set = "set", Surge = true }, IsMarked = true, OwnerUid = "" };
        Assert.Equal(RecycleMoveKind.Wait, RecyclePlan.Work(Group(leaving, Old("new", 0) with { IsReady = false }), Surging(1), Options, Now)[0].Kind);
        Assert.Equal(RecycleMoveKind.TakeOut, RecyclePlan.Work(Group(leaving, Old("new", 0)), Surging(1), Options, Now)[0].Kind);
    }

    [Fact]
    public void Out_of_traffic_it_gets_its_grace_and_then_goes()
    {
        var leaving = Old("gone", 30) with { IsMarked = true, Note = new() { Reason = "recycled", Set = "set", Surge = true, OutOn = Now.AddSeconds(-29) } };
        Assert.Equal(RecycleMoveKind.Wait, RecyclePlan.Work(Group(leaving), Surging(1), Options, Now).Single().Kind);
        Assert.Equal(RecycleMoveKind.Delete, RecyclePlan.Work(Group(leaving), Surging(1), Options, Now.AddSeconds(1)).Single().Kind);
    }

    [Fact]
    public void An_unresponsive_one_goes_past_its_limit_and_before_the_old_ones()
    {
        var silent = Old("silent", 1) with { IsReady = false, UnresponsiveSince = Now.AddMinutes(-10) };
        Assert.Empty(RecyclePlan.Work(Group(silent), Surging(1), Options, Now));
        var moves = RecyclePlan.Work(Group(silent, Old("old", 24)), Surging(2), Options with { UnresponsiveLimit = TimeSpan.FromMinutes(5) }, Now);
        Assert.Equal(("silent", RecycleMoveKind.Detach, "unresponsive"), (moves[0].Replica.Name, moves[0].Kind, moves[0].Reason));
        Assert.Equal(RecycleMoveKind.Wait, moves[1].Kind);
    }

    [Fact]
    public void Without_surge_one_goes_at_a_time_and_leaves_traffic_first()
    {
        var set = new GroupFacts { Desired = 3, CanSurge = false };
        var moves = RecyclePlan.Work(Group(Old("a", 24), Old("b", 25), Old("c", 26)), set, Options with { Percent = 100 }, Now);
        Assert.Equal([("c", RecycleMoveKind.TakeOut), ("b", RecycleMoveKind.Wait), ("a", RecycleMoveKind.Wait)], moves.Select(m => (m.Replica.Name, m.Kind)));
    }

    [Fact]
    public void A_release_keeps_recycling_off_but_not_an_operators_wish()
    {
        var set = Surging(1) with { Held = "it is being released by somebody" };
        Assert.Equal(RecycleMoveKind.Wait, RecyclePlan.Work(Group(Old("a", 24)), set, Options, Now).Single().Kind);
        var wish = new Dictionary<string, RecycleWish> { ["a"] = new("restarted", Surge: true) };
        Assert.Equal(RecycleMoveKind.Detach, RecyclePlan.Work(Group(Old("a", 1)), set, Options, Now, wish).Single().Kind);
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

    private static ReplicaGroup Group(params ReplicaFact[] facts) => ReplicaGroup.Collect(facts)["set"];
}
