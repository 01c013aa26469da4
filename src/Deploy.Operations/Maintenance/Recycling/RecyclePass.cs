using System.Collections.Concurrent;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Maintenance.Recycling;

/// <summary>
/// The next move of each replica that is going or due. All replicas are looked at once, page by page, and nothing of them is
/// kept; only those of sets that have something to do are read once more, and what is kept then is what is due and counts of the rest.
/// </summary>
internal sealed class RecyclePass(MaintenanceContext context, DateTimeOffset now)
{
    private readonly GroupReader groups = new(context, now);

    public GroupReader Groups => groups;

    public int Examined { get; private set; }

    /// <summary>What an operator should know: bare replicas past their age, sets that have to wait.</summary>
    public List<string> Notes { get; } = [];

    public async Task<IReadOnlyList<(RecycleMove Move, ReplicaGroup Group)>> PlanAsync(
        string? ns, IReadOnlyDictionary<string, RecycleWish>? wishes, CancellationToken ct)
    {
        var found = new DueGroups(context.Options.Recycle, now, wishes);
        // Only what was published as a module is ever touched; a replica that left its Services keeps this label or its component.
        await foreach (var (fact, pod) in FactsAsync(ns, ModuleLabels.Component, ct))
            found.Look(fact, pod.Metadata.Labels.ContainsKey(ModuleLabels.Name));
        Notes.AddRange(found.Bare.Lines);
        NoteLater(found.Later, "sets have replicas that are due", found.Limit);
        if (wishes is null && found.Pace.Warning(found.Seen, found.Limit) is { } late)
            Notes.Add(late);
        return found.IsEmpty ? [] : await DecideAsync(ns, found, wishes, ct);
    }

    private async Task<IReadOnlyList<(RecycleMove Move, ReplicaGroup Group)>> DecideAsync(
        string? ns, DueGroups found, IReadOnlyDictionary<string, RecycleWish>? wishes, CancellationToken ct)
    {
        var concerned = new ReplicaGroups(context.Options.Recycle, found.Limit, now, wishes);
        var examined = Examined;
        await foreach (var (fact, _) in FactsAsync(ns, found.Selector, ct))
        {
            if (found.Contains(fact))
                concerned.Take(fact);
        }
        Examined = examined;
        NoteLater(concerned.All.Sum(group => group.Later), "replicas of these sets are due", found.Limit);
        var sets = await ReadSetsAsync(concerned.All, ct);
        if (wishes is null)
            Notes.AddRange(Slow(concerned.All, sets, found.Pace).Lines);
        var moves = concerned.All.SelectMany(group => RecyclePlan.Work(group, sets[group], context.Options.Recycle, now).Select(move => (move, group)));
        return RecyclePlan.Cap(moves, found.Under, found.Limit);
    }

    // As many as may begin at once, which may be thousands.
    private async Task<IReadOnlyDictionary<ReplicaGroup, GroupFacts>> ReadSetsAsync(IReadOnlyCollection<ReplicaGroup> all, CancellationToken ct)
    {
        var sets = new ConcurrentDictionary<ReplicaGroup, GroupFacts>(ReferenceEqualityComparer.Instance);
        var pace = new ParallelOptions { MaxDegreeOfParallelism = Math.Clamp(context.Options.Parallel, 1, 64), CancellationToken = ct };
        await Parallel.ForEachAsync(all, pace, async (group, token) => sets[group] = await groups.ReadAsync(group, token));
        return sets;
    }

    private WarningList Slow(IReadOnlyCollection<ReplicaGroup> all, IReadOnlyDictionary<ReplicaGroup, GroupFacts> sets, RecyclePace pace)
    {
        var slow = new WarningList("sets cannot replace their replicas in time");
        foreach (var group in all)
        {
            if (pace.Warning(group, RecyclePlan.Budget(sets[group], context.Options.Recycle)) is { } warning)
                slow.Add(warning);
        }
        return slow;
    }

    private void NoteLater(int count, string what, int limit)
    {
        if (count > 0)
            Notes.Add($"{count} more {what}; at most {limit} replicas are under way at once, so they follow.");
    }

    private async IAsyncEnumerable<(ReplicaFact Fact, Pod Pod)> FactsAsync(
        string? ns, string selector, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var pod in ReplicaPages.ListAsync(context, ns, selector, ct))
        {
            Examined++;
            if (ReplicaFact.Of(pod, context.Options.Recycle.States, now) is { } fact)
                yield return (fact, pod);
        }
    }
}
