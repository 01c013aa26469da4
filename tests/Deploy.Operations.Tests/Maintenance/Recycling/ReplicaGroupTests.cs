using System.Runtime.CompilerServices;
using Deploy.Operations.Maintenance.Recycling;

namespace Deploy.Operations.Tests.Maintenance.Recycling;

/// <summary>What recycling keeps of a set while its replicas pass by.</summary>
public sealed class ReplicaGroupTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private const int Limit = 10;
    private static readonly RecycleOptions Options = new() { Jitter = 0, Total = Limit, TotalPercent = 1 };

    [Fact]
    public void Of_a_large_set_only_what_goes_or_is_due_is_kept()
    {
        var (looked, taken) = (new DueGroups(Options, Now, null), new ReplicaGroups(Options, Limit, Now));

        var passed = Pass(10_000, looked, taken);
        GC.Collect();

        var kept = passed.Where(replica => replica.IsAlive).Select(replica => ((ReplicaFact)replica.Target!).Name);
        Assert.Equal(["r5000", "r7000", "r9000"], kept);
        var group = Assert.Single(taken.All);
        Assert.Equal((9_999, 9_998, 1), (group.Members, group.Answering, group.Troubled));
        Assert.Equal(["r5000", "r7000"], group.Due.Select(due => due.Replica.Name));
        Assert.Equal("r9000", Assert.Single(group.Leaving).Name);
        Assert.Equal(1, looked.Under);
    }

    [Fact]
    public void However_many_are_due_the_most_urgent_are_kept_and_the_others_counted()
    {
        var groups = new ReplicaGroups(Options, Limit, Now);
        foreach (var hours in Enumerable.Range(0, 1000).Select(i => 24 + i * 7 % 1000))
            groups.Take(Replica($"r{hours:0000}", hours));

        var group = groups.All.Single();
        Assert.Equal(["r1023", "r1022", "r1021"], group.Due.Take(3).Select(due => due.Replica.Name));
        Assert.InRange(group.Due.Count, 10, 20);
        Assert.Equal(1000, group.Due.Count + group.Later);
        Assert.Equal(1000, group.Members);
    }

    [Fact]
    public void What_an_operator_asked_for_is_never_put_off()
    {
        var wishes = Enumerable.Range(0, 50).ToDictionary(i => $"w{i}", _ => new RecycleWish("removed", Surge: false));
        var groups = new ReplicaGroups(Options, Limit, Now, wishes);
        for (var i = 0; i < 1000; i++)
            groups.Take(Replica(i % 20 == 0 ? $"w{i / 20}" : $"r{i}", 24));

        var due = groups.All.Single().Due;

        Assert.Equal(wishes.Keys.Order(StringComparer.Ordinal), due.Where(replica => replica.Wish is not null).Select(replica => replica.Replica.Name).Order(StringComparer.Ordinal));
        Assert.InRange(due.Count, 50, 60);
    }

    // Apart, so that nothing on this method's frame keeps a replica.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static List<WeakReference> Pass(int count, DueGroups looked, ReplicaGroups taken)
    {
        var passed = new List<WeakReference>();
        for (var i = 0; i < count; i++)
        {
            var replica = Replica($"r{i}", i is 5000 or 7000 ? 24 : 1) with { IsReady = i != 3000 };
            if (i == 9000)
                replica = replica with { IsMarked = true, Note = new() { Reason = "recycled", Set = "set", Kind = "ReplicaSet", Name = "orders-1" } };
            looked.Look(replica, isNamed: true);
            taken.Take(replica);
            passed.Add(new(replica));
        }
        return passed;
    }

    private static ReplicaFact Replica(string name, double hours) => new()
    {
        Namespace = "shop", Name = name, Uid = name, ResourceVersion = "1", Module = "orders", CreatedOn = Now.AddHours(-hours),
        OwnerKind = "ReplicaSet", OwnerName = "orders-1", OwnerUid = "set", IsReady = true,
    };
}
