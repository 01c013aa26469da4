using System.Globalization;
using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.StatefulSets;

/// <summary>Decides what a stateful set needs. Pure: the controller carries it out.</summary>
internal sealed class StatefulSetDecision
{
    private readonly StatefulSetWorkload set;
    private readonly string currentRevision;
    private readonly string updateRevision;
    private readonly SortedDictionary<int, Pod> replicas = [];
    private readonly List<Pod> condemned;
    private readonly List<StatefulSetAction> actions = [];

    private StatefulSetDecision(StatefulSetWorkload set, IEnumerable<Pod> pods, string currentRevision, string updateRevision)
    {
        (this.set, this.currentRevision, this.updateRevision) = (set, currentRevision, updateRevision);
        var byOrdinal = new SortedDictionary<int, Pod>();
        foreach (var pod in pods)
        {
            if (Ordinal(set, pod) is { } ordinal)
                byOrdinal[ordinal] = pod;
        }

        foreach (var (ordinal, pod) in byOrdinal.Where(pair => pair.Key < set.Spec.Replicas))
            replicas[ordinal] = pod;
        condemned = [.. byOrdinal.Where(pair => pair.Key >= set.Spec.Replicas).Select(pair => pair.Value)];
    }

    // One at a time unless the policy is Parallel.
    private bool OneByOne => set.Spec.PodManagementPolicy != "Parallel";

    public static IReadOnlyList<StatefulSetAction> Decide(StatefulSetWorkload set, IEnumerable<Pod> pods, string currentRevision, string updateRevision)
    {
        if (set.Metadata.DeletionTimestamp is not null)
            return [];
        var decision = new StatefulSetDecision(set, pods, currentRevision, updateRevision);
        if (decision.Fill() && decision.Shrink())
            decision.Update();
        return decision.actions;
    }

    /// <summary>The number at the end of the pod's name; null when the pod is not named after the set.</summary>
    public static int? Ordinal(StatefulSetWorkload set, Pod pod)
    {
        var prefix = set.Metadata.Name + "-";
        return pod.Metadata.Name.StartsWith(prefix, StringComparison.Ordinal)
            && int.TryParse(pod.Metadata.Name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal) ? ordinal : null;
    }

    public static string? RevisionOf(Pod pod) => pod.Metadata.Labels.GetValueOrDefault(WorkloadLabels.ControllerRevisionHash);

    // Each returns false when no more may be done in this pass.
    private bool Fill()
    {
        for (var ordinal = 0; ordinal < set.Spec.Replicas; ordinal++)
        {
            var pod = replicas.GetValueOrDefault(ordinal);
            // A failed pod, unlike one that is being deleted, is made anew at once.
            if (pod is { Status.Phase: "Failed" } && !pod.IsTerminating())
            {
                actions.Add(new StatefulSetAction.Delete(pod, Failed: true));
                if (OneByOne)
                    return false;
                continue;
            }

            if (pod is null)
            {
                actions.Add(new StatefulSetAction.Create(ordinal, RevisionFor(ordinal)));
                if (OneByOne)
                    return false;
                continue;
            }

            if (OneByOne && !IsHealthy(pod))
                return false;
        }

        return true;
    }

    private bool Shrink()
    {
        var firstUnhealthy = replicas.Values.Concat(condemned).FirstOrDefault(pod => !IsHealthy(pod));
        for (var i = condemned.Count - 1; i >= 0; i--)
        {
            var pod = condemned[i];
            if (pod.IsTerminating())
            {
                if (OneByOne)
                    return false;
                continue;
            }

            if (OneByOne && !IsRunningAndReady(pod) && pod != firstUnhealthy)
                return false;
            actions.Add(new StatefulSetAction.Delete(pod));
            if (OneByOne)
                return false;
        }

        return true;
    }

    private void Update()
    {
        if (set.Spec.UpdateStrategy?.Type == "OnDelete")
            return;
        var partition = set.Spec.UpdateStrategy?.RollingUpdate?.Partition ?? 0;
        for (var ordinal = set.Spec.Replicas - 1; ordinal >= partition; ordinal--)
        {
            if (!replicas.TryGetValue(ordinal, out var pod))
                return;
            if (RevisionOf(pod) != updateRevision && !pod.IsTerminating())
            {
                actions.Add(new StatefulSetAction.Delete(pod));
                return;
            }

            if (!IsHealthy(pod))
                return;
        }
    }

    private string RevisionFor(int ordinal)
    {
        if (set.Spec.UpdateStrategy?.Type == "OnDelete")
            return updateRevision;
        return set.Spec.UpdateStrategy?.RollingUpdate?.Partition is { } partition
            ? ordinal < partition ? currentRevision : updateRevision
            : ordinal < set.Status.CurrentReplicas ? currentRevision : updateRevision;
    }

    private static bool IsRunningAndReady(Pod pod) => pod.Status.Phase == "Running" && pod.IsReady();

    private static bool IsHealthy(Pod pod) => IsRunningAndReady(pod) && !pod.IsTerminating();
}
