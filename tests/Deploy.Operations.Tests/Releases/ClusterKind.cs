namespace Deploy.Operations.Tests.Releases;

/// <summary>The control planes that releases are tested on.</summary>
public enum ClusterKind
{
    /// <summary>The one in Deploy.LocalCluster.</summary>
    Embedded,

    /// <summary>etcd, kube-apiserver, kube-controller-manager and kube-scheduler, with the embedded one's nodes.</summary>
    Real,
}
