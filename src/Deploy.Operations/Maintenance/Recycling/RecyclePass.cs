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
        NoteLater(found.Later, "sets have replicas that are due");
        return found.IsEmpty ? [] : await DecideAsync(ns, found, wishes, ct);
    }

    private async Task<IReadOnlyList<(RecycleMove Move, ReplicaGroup Group)>> DecideAsync(
        string? ns, DueGroups found, IReadOnlyDictionary<string, RecycleWish>? wishes, CancellationToken ct)
    {
        var concerned = new ReplicaGroups(context.Options.Recycle, now, wishes);
        var examined = Examined;
        await foreach (var (fact, _) in FactsAsync(ns, found.Selector, ct))
        {
            if (found.Contains(fact))
                concerned.Take(fact);
        }
        Examined = examined;
        NoteLater(concerned.All.Sum(group => group.Later), "replicas of these sets are due");
        var moves = new List<(RecycleMove, ReplicaGroup)>();
        var under = found.Under;
        foreach (var group in concerned.All)
        {
            var set = await groups.ReadAsync(group, ct);
            foreach (var move in RecyclePlan.Work(group, set, context.Options.Recycle, now))
                moves.Add((Capped(move, ref under), group));
        }
        return [.. moves.OrderBy(m => m.Item1.Replica.CreatedOn)];
    }

    private void NoteLater(int count, string what)
    {
        if (count > 0)
            Notes.Add($"{count} more {what}; at most {context.Options.Recycle.Total} replicas are under way at once, so they follow.");
    }

    private RecycleMove Capped(RecycleMove move, ref int under)
    {
        var begins = move.Replica.Note is null && move.Kind is RecycleMoveKind.Detach or RecycleMoveKind.TakeOut;
        return begins && under++ >= context.Options.Recycle.Total
            ? move with { Kind = RecycleMoveKind.Wait, Why = $"{context.Options.Recycle.Total} replicas are under way already" }
            : move;
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
