using System.Globalization;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.Deployments;

/// <summary>What a deployment writes on its current replica set: its own annotations, and which revision this is.</summary>
internal static class RevisionAnnotations
{
    /// <summary>Longest list of former revisions, in characters.</summary>
    private const int HistoryLength = 2000;

    private static readonly HashSet<string> NotCopied = new(StringComparer.Ordinal)
    {
        WorkloadLabels.LastApplied,
        WorkloadLabels.Revision,
        WorkloadLabels.RevisionHistory,
        WorkloadLabels.DesiredReplicas,
        WorkloadLabels.MaxReplicas,
        WorkloadLabels.RollbackTo,
    };

    /// <summary>The annotations to change on <paramref name="set"/>; null stands for a set that is about to be created.</summary>
    public static Dictionary<string, string> Changes(DeploymentWorkload deployment, ReplicaSetWorkload? set, long newRevision)
    {
        var changed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in deployment.Metadata.Annotations)
        {
            if (!NotCopied.Contains(key) && (set is null || !set.Metadata.Annotations.TryGetValue(key, out var found) || found != value))
                changed[key] = value;
        }

        var oldRevision = set?.Revision() ?? 0;
        if (oldRevision >= newRevision)
            return changed;
        changed[WorkloadLabels.Revision] = newRevision.ToString(CultureInfo.InvariantCulture);
        if (set is not null && set.Metadata.Annotations.TryGetValue(WorkloadLabels.Revision, out var former))
            changed[WorkloadLabels.RevisionHistory] = AddToHistory(set.Metadata.Annotations.GetValueOrDefault(WorkloadLabels.RevisionHistory), former);
        return changed;
    }

    private static string AddToHistory(string? history, string former)
    {
        if (string.IsNullOrEmpty(history))
            return former;
        var revisions = history.Split(',').Append(former).ToList();
        while (revisions.Count > 1 && revisions.Sum(revision => revision.Length + 1) - 1 > HistoryLength)
            revisions.RemoveAt(0);
        return string.Join(',', revisions);
    }
}
