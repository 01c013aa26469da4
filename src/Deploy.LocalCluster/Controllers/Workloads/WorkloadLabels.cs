namespace Deploy.LocalCluster.Controllers.Workloads;

/// <summary>Labels and annotations that the controllers of Kubernetes write.</summary>
internal static class WorkloadLabels
{
    public const string PodTemplateHash = "pod-template-hash";
    public const string ControllerRevisionHash = "controller-revision-hash";
    public const string PodTemplateGeneration = "pod-template-generation";
    public const string StatefulSetPodName = "statefulset.kubernetes.io/pod-name";
    public const string Revision = "deployment.kubernetes.io/revision";
    public const string RevisionHistory = "deployment.kubernetes.io/revision-history";
    public const string DesiredReplicas = "deployment.kubernetes.io/desired-replicas";
    public const string MaxReplicas = "deployment.kubernetes.io/max-replicas";
    public const string DaemonSetTemplateGeneration = "deprecated.daemonset.template.generation";
    public const string RollbackTo = "deprecated.deployment.rollback.to";
    public const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";
    public const string PodDeletionCost = "controller.kubernetes.io/pod-deletion-cost";
}
