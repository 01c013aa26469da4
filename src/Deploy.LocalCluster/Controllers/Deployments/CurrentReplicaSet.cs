using Deploy.Kubernetes.Models;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.Deployments;

/// <summary>Keeps the set of the deployment's template right, and makes it where there is none.</summary>
internal static class CurrentReplicaSet
{
    /// <summary>Brings annotations, ready time and revision up to date.</summary>
    public static void Refresh(Rollout rollout)
    {
        var deployment = rollout.Deployment;
        if (rollout.New is not { } set)
            return;
        var annotations = RevisionAnnotations.Changes(deployment, set, NextRevision(rollout));
        if (annotations.Count > 0 || set.Spec.MinReadySeconds != deployment.Spec.MinReadySeconds)
        {
            rollout.Update(set, annotations, null, deployment.Spec.MinReadySeconds);
            var merged = new Dictionary<string, string>(set.Metadata.Annotations, StringComparer.Ordinal);
            foreach (var (key, value) in annotations)
                merged[key] = value;
            rollout.New = set with
            {
                Metadata = set.Metadata with { Annotations = merged },
                Spec = set.Spec with { MinReadySeconds = deployment.Spec.MinReadySeconds },
            };
        }

        rollout.Revision = rollout.New!.Metadata.Annotations.GetValueOrDefault(WorkloadLabels.Revision);
        if (deployment.HasProgressDeadline() && rollout.Conditions.Find("Progressing") is null)
            rollout.Conditions.Set(DeploymentConditions.Progressing("True", "FoundNewReplicaSet", $"Found new replica set \"{set.Metadata.Name}\"", rollout.Now));
    }

    public static void Create(Rollout rollout)
    {
        var deployment = rollout.Deployment;
        var hash = TemplateHash.Of(deployment.Spec.Template.Canonical, deployment.Status.CollisionCount);
        var template = deployment.Spec.Template.WithLabel(WorkloadLabels.PodTemplateHash, hash);
        var annotations = RevisionAnnotations.Changes(deployment, null, NextRevision(rollout));
        foreach (var (key, value) in rollout.ReplicaAnnotations(null))
            annotations[key] = value;
        var draft = new ReplicaSetWorkload
        {
            Metadata = new()
            {
                Name = $"{deployment.Metadata.Name}-{hash}",
                Namespace = deployment.Metadata.Namespace,
                Labels = template.Metadata.Labels,
                Annotations = annotations,
            },
            Spec = new()
            {
                Replicas = RollingUpdate.NewReplicas(rollout, current: 0),
                MinReadySeconds = deployment.Spec.MinReadySeconds,
                Selector = WithHash(deployment.Spec.Selector, hash),
                Template = template,
            },
        };
        rollout.Add(new DeploymentAction.Create(draft));
        rollout.New = draft;
        rollout.Revision = annotations[WorkloadLabels.Revision];
        if (deployment.HasProgressDeadline())
            rollout.Conditions.Set(DeploymentConditions.Progressing("True", "NewReplicaSetCreated", $"Created new replica set \"{draft.Metadata.Name}\"", rollout.Now));
    }

    private static long NextRevision(Rollout rollout) => rollout.Old.Select(set => set.Revision()).DefaultIfEmpty(0).Max() + 1;

    private static LabelSelector WithHash(LabelSelector selector, string hash) =>
        selector with { MatchLabels = new Dictionary<string, string>(selector.MatchLabels, StringComparer.Ordinal) { [WorkloadLabels.PodTemplateHash] = hash } };
}
