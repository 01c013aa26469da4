using Deploy.Operations.Replicas;

namespace Deploy.Operations.Reports;

/// <summary>Something that concerns replicas of the report.</summary>
/// <param name="Cause">The cause, with the words of the first replica that has it.</param>
/// <param name="Running">How many running replicas have it.</param>
/// <param name="Archived">How many had it when they went.</param>
/// <param name="Replicas">Their names as module/replica, the running ones first.</param>
public sealed record ReportedCause(Cause Cause, int Running, int Archived, IReadOnlyList<string> Replicas)
{
    /// <summary>The causes of all replicas, each code once: first what concerns running ones, then the most frequent. Pure.</summary>
    internal static IReadOnlyList<ReportedCause> Of(IEnumerable<ReportedModule> modules) =>
    [
        .. modules.SelectMany(module => module.Lives.Where(life => life.Cause is not null).Select(life => (module.Name, Life: life)))
            .GroupBy(entry => entry.Life.Cause!.Code, StringComparer.Ordinal)
            .Select(group => Of([.. group.OrderBy(entry => entry.Life.State == ReplicaState.Deleted)]))
            .OrderBy(cause => cause.Running == 0).ThenByDescending(cause => cause.Running + cause.Archived).ThenBy(cause => cause.Cause.Code, StringComparer.Ordinal),
    ];

    private static ReportedCause Of(IReadOnlyList<(string Module, ReplicaLife Life)> replicas)
    {
        var archived = replicas.Count(entry => entry.Life.State == ReplicaState.Deleted);
        return new(replicas[0].Life.Cause!, replicas.Count - archived, archived, [.. replicas.Select(entry => $"{entry.Module}/{entry.Life.Name}")]);
    }
}
