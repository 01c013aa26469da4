namespace Deploy.Operations.Modules;

/// <summary>Labels, annotations, taints and environment variables that modules and their workloads carry.</summary>
public static class ModuleLabels
{
    /// <summary>Pod label: the module's name.</summary>
    public const string Name = "module.koupleless.io/name";

    /// <summary>Pod label: the module's version.</summary>
    public const string Version = "module.koupleless.io/version";

    /// <summary>Component label as the upstream controller's documentation has it.</summary>
    public const string Component = "module-controller.koupleless.io/component";

    /// <summary>Component label as the upstream controller's source has it. Both are written, either is accepted.</summary>
    public const string VirtualKubeletComponent = "virtual-kubelet.koupleless.io/component";

    /// <summary>Value of the component labels on pods.</summary>
    public const string ComponentModule = "module";

    /// <summary>Value of the component labels on workloads.</summary>
    public const string ComponentWorkload = "module-deployment";

    /// <summary>Workload label: <c>peer</c> puts one replica on every base.</summary>
    public const string Strategy = "virtual-kubelet.koupleless.io/strategy";

    /// <summary>Value of <see cref="Strategy"/> for one replica per base.</summary>
    public const string StrategyPeer = "peer";

    /// <summary>Workload label that opts out of the peer controller's replica count when <c>true</c>.</summary>
    public const string ReplicasControl = "virtual-kubelet.koupleless.io/replicas-control";

    /// <summary>Environment variable that holds the version for the base.</summary>
    public const string VersionVariable = "BIZ_VERSION";

    /// <summary>Node label: a base's stack, such as java.</summary>
    public const string BaseStack = "base.koupleless.io/stack";

    /// <summary>Node label: a base's name.</summary>
    public const string BaseName = "base.koupleless.io/name";

    /// <summary>Node label: a base's version.</summary>
    public const string BaseVersion = "base.koupleless.io/version";

    /// <summary>Node label: the cluster that a base belongs to.</summary>
    public const string BaseCluster = "base.koupleless.io/cluster-name";

    /// <summary>Taint of the virtual node of a base.</summary>
    public const string VirtualNodeTaint = "schedule.koupleless.io/virtual-node";

    /// <summary>Taint with the environment of a base.</summary>
    public const string NodeEnvironmentTaint = "schedule.koupleless.io/node-env";

    /// <summary>On a workload: the state of its release as JSON. On a pod or pod template: the id of the release that made it.</summary>
    public const string Release = "module.deploy/release";

    /// <summary>Bare pod annotation: the state of its release as JSON, since <see cref="Release"/> on a pod is an id.</summary>
    public const string PodReleaseState = "module.deploy/release-state";

    /// <summary>Workload annotation: who drives the open release, why and until when.</summary>
    public const string Lock = "module.deploy/lock";

    /// <summary>Workload annotation: ids of the releases that succeeded, newest first, separated by commas.</summary>
    public const string Succeeded = "module.deploy/succeeded";

    /// <summary>Annotation: the fields that we wrote last, without their values; what is in it and no longer wanted is removed.</summary>
    public const string Applied = "module.deploy/applied";

    /// <summary>Bare pod annotation: its earlier versions and images as JSON, since a pod has no history of its own.</summary>
    public const string History = "module.deploy/history";

    /// <summary>Label on Services, ConfigMaps and Secrets that were published along with a module: the module's name.</summary>
    public const string Along = "module.deploy/module";

    /// <summary>Service annotation: name of the workload whose safe upgrade holds the Service's selector on one set of replicas.</summary>
    public const string Pinned = "module.deploy/pinned-by";

    /// <summary>Workload annotation: its removal has taken it out of traffic, and may be under way until this time, RFC 3339.</summary>
    public const string OutOfTraffic = "module.deploy/out-of-traffic";

    /// <summary>Annotation: sha256 of the module's package.</summary>
    public const string PackageSha256 = "module.deploy/package-sha256";

    /// <summary>Annotation: when the package's signed URL expires, RFC 3339.</summary>
    public const string UrlExpires = "module.deploy/url-expires";

    /// <summary>Pod annotation: when the replica was taken out of service, RFC 3339.</summary>
    public const string DecommissionedAt = "module.deploy/decommissioned-at";

    /// <summary>Pod finalizer that keeps a deleted replica until its diagnostics are archived.</summary>
    public const string ArchiveFinalizer = "module.deploy/archive-diagnostics";

    /// <summary>Kubernetes' own annotation with the reason of a revision.</summary>
    public const string ChangeCause = "kubernetes.io/change-cause";
}
