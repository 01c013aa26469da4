using System.Globalization;
using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.Deployments;

/// <summary>The working copy on which one decision about a deployment is made; each step sees what the steps before it decided.</summary>
internal sealed class Rollout
{
    private readonly List<DeploymentAction> actions = [];

    public Rollout(DeploymentWorkload deployment, IEnumerable<ReplicaSetWorkload> sets, IReadOnlyCollection<Pod> pods, DateTimeOffset now)
    {
        (Deployment, Pods, Now) = (deployment, pods, now);
        Limits = RollingLimits.Of(deployment);
        Conditions = [.. deployment.Status.Conditions];
        Old = [.. sets.OldestFirst()];
        New = Old.Find(set => set.Spec.Template.SameAs(deployment.Spec.Template));
        if (New is not null)
            Old.Remove(New);
    }

    public DeploymentWorkload Deployment { get; }

    public IReadOnlyCollection<Pod> Pods { get; }

    public DateTimeOffset Now { get; }

    public RollingLimits Limits { get; }

    /// <summary>The set whose template equals the deployment's; null while there is none.</summary>
    public ReplicaSetWorkload? New { get; set; }

    /// <summary>All others, oldest first.</summary>
    public List<ReplicaSetWorkload> Old { get; }

    public List<Condition> Conditions { get; }

    public string? Revision { get; set; }

    public IReadOnlyList<DeploymentAction> Actions => actions;

    public IEnumerable<ReplicaSetWorkload> All => New is null ? Old : Old.Append(New);

    public int TotalReplicas => All.Sum(set => set.Spec.Replicas);

    public void Add(DeploymentAction action) => actions.Add(action);

    /// <summary>Sizes a set and notes the deployment's own size on it. False when nothing had to change.</summary>
    public bool Scale(ReplicaSetWorkload set, int replicas)
    {
        var annotations = ReplicaAnnotations(set);
        if (set.Spec.Replicas == replicas && annotations.Count == 0)
            return false;
        Update(set, annotations, replicas, null);
        Exchange(set, set.WithReplicas(replicas));
        return set.Spec.Replicas != replicas;
    }

    /// <summary>Adds a change of a set to what was decided about it before: one set is written once.</summary>
    public void Update(ReplicaSetWorkload set, IReadOnlyDictionary<string, string> annotations, int? replicas, int? minReadySeconds)
    {
        var index = actions.FindIndex(action => action is DeploymentAction.Update update && update.Set.Metadata.Uid == set.Metadata.Uid);
        if (index < 0)
        {
            actions.Add(new DeploymentAction.Update(set, annotations, replicas, minReadySeconds));
            return;
        }

        var before = (DeploymentAction.Update)actions[index];
        var merged = new Dictionary<string, string>(before.Annotations, StringComparer.Ordinal);
        foreach (var (key, value) in annotations)
            merged[key] = value;
        actions[index] = before with { Annotations = merged, Replicas = replicas ?? before.Replicas, MinReadySeconds = minReadySeconds ?? before.MinReadySeconds };
    }

    /// <summary>As <see cref="Scale"/>, but a set that has its size is left alone.</summary>
    public bool ScaleTo(ReplicaSetWorkload set, int replicas) => set.Spec.Replicas != replicas && Scale(set, replicas);

    /// <summary>The annotations that say what size the deployment had at the last scaling, where they are not right already.</summary>
    public Dictionary<string, string> ReplicaAnnotations(ReplicaSetWorkload? set)
    {
        var changed = new Dictionary<string, string>(StringComparer.Ordinal);
        var desired = Deployment.Spec.Replicas;
        if (set?.DesiredReplicas() != desired)
            changed[WorkloadLabels.DesiredReplicas] = desired.ToString(CultureInfo.InvariantCulture);
        if (set?.MaxReplicas() != desired + Limits.MaxSurge)
            changed[WorkloadLabels.MaxReplicas] = (desired + Limits.MaxSurge).ToString(CultureInfo.InvariantCulture);
        return changed;
    }

    public void Exchange(ReplicaSetWorkload set, ReplicaSetWorkload by)
    {
        if (ReferenceEquals(set, New))
            New = by;
        else
            Old[Old.IndexOf(set)] = by;
    }
}
