namespace Deploy.Operations.Modules;

/// <summary>The kinds of workload that a module can run as.</summary>
public enum ModuleKind
{
    /// <summary>Replicas that can be scaled and rolled; the default.</summary>
    Deployment,

    /// <summary>One replica on every base or node.</summary>
    DaemonSet,

    /// <summary>Replicas with a fixed identity; published by manifest only.</summary>
    StatefulSet,

    /// <summary>One bare pod, replaced in place.</summary>
    Pod,
}
