using System.Globalization;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Rollout;
using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Releases.Planning;

/// <summary>Chooses the revision to go back to. Pure.</summary>
internal static class UndoTarget
{
    /// <summary>The revision asked for, or the newest before the current one whose release succeeded.</summary>
    internal static RevisionSet Choose(Workload live, IReadOnlyList<RevisionSet> revisions, long? asked)
    {
        var current = Current(live, revisions);
        if (asked is { } number)
        {
            var found = revisions.FirstOrDefault(set => set.Revision == number)
                ?? throw NotFound(live, number, revisions.Select(set => set.Revision));
            return found.Revision == current?.Revision
                ? throw new DeployException(ReleaseCodes.NothingToUndo, $"Revision {number} is what '{live.Module.Name}' runs now.", Target(live))
                : found;
        }
        var earlier = revisions.Where(set => set.Name != current?.Name).ToList();
        var succeeded = live.Annotation(ModuleLabels.Succeeded).Split(',', StringSplitOptions.RemoveEmptyEntries);
        return earlier.FindLast(set => succeeded.Contains(set.Module.Release.Length > 0 ? set.Module.Release : set.Hash, StringComparer.Ordinal))
            ?? earlier.LastOrDefault()
            ?? throw new DeployException(ReleaseCodes.NothingToUndo, $"Module '{live.Module.Name}' has no earlier revision.", Target(live));
    }

    /// <summary>The same for a bare pod, from the history that it carries.</summary>
    internal static PodRevision Choose(Workload pod, long? asked)
    {
        var revisions = PodRevision.Of(pod);
        if (asked is { } number)
            return revisions.Find(item => item.Revision == number) ?? throw NotFound(pod, number, revisions.Select(item => item.Revision));
        var succeeded = pod.Annotation(ModuleLabels.Succeeded).Split(',', StringSplitOptions.RemoveEmptyEntries);
        return revisions.FindLast(item => succeeded.Contains(item.Release, StringComparer.Ordinal))
            ?? revisions.LastOrDefault()
            ?? throw new DeployException(ReleaseCodes.NothingToUndo, $"Module '{pod.Module.Name}' has no earlier revision.", Target(pod));
    }

    /// <summary>The revision whose template the workload has now.</summary>
    internal static RevisionSet? Current(Workload live, IReadOnlyList<RevisionSet> revisions) => live.Kind switch
    {
        ModuleKind.Deployment => revisions.FirstOrDefault(set => set.Revision == live.Revision),
        ModuleKind.StatefulSet => revisions.FirstOrDefault(set => set.Name == live.Json.TextAt("status", "updateRevision")) ?? Last(revisions),
        _ => Last(revisions),
    };

    private static RevisionSet? Last(IReadOnlyList<RevisionSet> revisions) => revisions is [.., var last] ? last : null;

    private static DeployException NotFound(Workload live, long asked, IEnumerable<long> revisions) =>
        new(ReleaseCodes.RevisionNotFound, string.Create(CultureInfo.InvariantCulture, $"Module '{live.Module.Name}' has no revision {asked}; it has {string.Join(", ", revisions)}."), Target(live));

    private static string Target(Workload live) => $"{live.Namespace}/{live.Module.Name}";
}
