namespace Deploy.Conformance.Tests.Clusters;

/// <summary>The two clusters that every case runs on.</summary>
public enum ClusterKind
{
    /// <summary>The one in Deploy.LocalCluster.</summary>
    Embedded,

    /// <summary>etcd, kube-apiserver, kube-controller-manager and kube-scheduler.</summary>
    Real,
}
