using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.DaemonSets;

/// <summary>Decides what a daemon set needs. Pure: the controller carries it out.</summary>
internal static class DaemonSetDecision
{
    /// <summary>The node that a pod is on or bound for; null when unknown.</summary>
    public static string? NodeOf(Pod pod)
    {
        if (!string.IsNullOrEmpty(pod.Spec.NodeName))
            return pod.Spec.NodeName;
        var terms = pod.Spec.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution?.NodeSelectorTerms ?? [];
        return terms.SelectMany(term => term.MatchFields)
            .FirstOrDefault(field => field is { Key: "metadata.name", Operator: "In", Values.Count: 1 })?.Values[0];
    }

    /// <summary>One pod on every node that the set covers, none elsewhere.</summary>
    public static DaemonSetPlan Place(DaemonSetWorkload set, IReadOnlyCollection<Node> nodes, IReadOnlyCollection<Pod> pods)
    {
        var byNode = pods.ToLookup(NodeOf, StringComparer.Ordinal);
        var (create, delete, failed) = (new List<string>(), new List<Pod>(), new List<Pod>());
        foreach (var node in nodes)
        {
            var here = byNode[node.Metadata.Name].ToList();
            var placement = DaemonPlacement.Decide(set, node);
            if (placement.ShouldRun && here.Count == 0)
                create.Add(node.Metadata.Name);
            var live = here.Where(pod => !pod.IsTerminating()).ToList();
            if (!placement.ShouldContinue)
            {
                delete.AddRange(live);
                continue;
            }

            failed.AddRange(live.Where(pod => pod.Status.Phase == "Failed"));
            delete.AddRange(live.Where(pod => pod.Status.Phase != "Failed").OrderBy(pod => pod.Spec.NodeName is null ? 1 : 0).ThenBy(pod => pod.Metadata.CreationTimestamp).Skip(1));
        }

        // Pods for nodes that no longer exist would wait for ever.
        var known = nodes.Select(node => node.Metadata.Name).ToHashSet(StringComparer.Ordinal);
        delete.AddRange(pods.Where(pod => string.IsNullOrEmpty(pod.Spec.NodeName) && !pod.IsTerminating() && NodeOf(pod) is { } node && !known.Contains(node)));
        return new(create, [.. delete, .. failed], failed);
    }

    /// <summary>Pods of an older template that may go now.</summary>
    public static IReadOnlyList<Pod> Update(DaemonSetWorkload set, IReadOnlyCollection<Node> nodes, IReadOnlyCollection<Pod> pods, string hash, DateTimeOffset now)
    {
        if (set.Spec.UpdateStrategy?.Type == "OnDelete")
            return [];
        var covered = nodes.Where(node => DaemonPlacement.Decide(set, node).ShouldRun).ToList();
        var byNode = pods.ToLookup(NodeOf, StringComparer.Ordinal);
        bool IsAvailable(Pod pod) => !pod.IsTerminating() && pod.IsAvailable(set.Spec.MinReadySeconds, now);
        var unavailable = covered.Count(node => !byNode[node.Metadata.Name].Any(IsAvailable));
        var allowed = (set.Spec.UpdateStrategy?.RollingUpdate?.MaxUnavailable ?? 1).Of(covered.Count, roundUp: true);
        var old = pods.Where(pod => !pod.IsTerminating() && !IsUpdated(set, pod, hash)).ToList();
        return [.. old.Where(pod => !IsAvailable(pod)), .. old.Where(IsAvailable).Take(Math.Max(0, allowed - unavailable))];
    }

    public static DaemonSetStatus Status(DaemonSetWorkload set, IReadOnlyCollection<Node> nodes, IReadOnlyCollection<Pod> pods, string hash, int? collisionCount, DateTimeOffset now)
    {
        var byNode = pods.ToLookup(NodeOf, StringComparer.Ordinal);
        var (desired, current, misscheduled, ready, available, updated) = (0, 0, 0, 0, 0, 0);
        foreach (var node in nodes)
        {
            var pod = byNode[node.Metadata.Name].OrderBy(pod => pod.Metadata.CreationTimestamp).FirstOrDefault();
            if (!DaemonPlacement.Decide(set, node).ShouldRun)
            {
                misscheduled += pod is null ? 0 : 1;
                continue;
            }

            desired++;
            if (pod is null)
                continue;
            current++;
            ready += pod.IsReady() ? 1 : 0;
            available += pod.IsAvailable(set.Spec.MinReadySeconds, now) ? 1 : 0;
            updated += IsUpdated(set, pod, hash) ? 1 : 0;
        }

        return set.Status with
        {
            ObservedGeneration = set.Metadata.Generation,
            DesiredNumberScheduled = desired,
            CurrentNumberScheduled = current,
            NumberMisscheduled = misscheduled,
            NumberReady = ready,
            NumberAvailable = available,
            NumberUnavailable = desired - available,
            UpdatedNumberScheduled = updated,
            CollisionCount = collisionCount,
        };
    }

    private static bool IsUpdated(DaemonSetWorkload set, Pod pod, string hash) =>
        pod.Metadata.Labels.GetValueOrDefault(WorkloadLabels.ControllerRevisionHash) == hash
        || (pod.Metadata.Labels.TryGetValue(WorkloadLabels.PodTemplateGeneration, out var generation)
            && generation == set.Metadata.Annotations.GetValueOrDefault(WorkloadLabels.DaemonSetTemplateGeneration, "-"));
}
