namespace Deploy.Module.Connection;

/// <summary>Why a cluster is the one that commands speak to.</summary>
public enum ClusterOrigin
{
    /// <summary>-Kubeconfig or -Context was given.</summary>
    Parameter,

    /// <summary>Connect-ModuleCluster chose it.</summary>
    Connected,

    /// <summary>The KUBECONFIG environment variable names it.</summary>
    Environment,

    /// <summary>A local cluster runs.</summary>
    LocalCluster,

    /// <summary>It is in ~/.kube/config.</summary>
    UserKubeconfig,

    /// <summary>This runs in one of its pods.</summary>
    Pod,
}
