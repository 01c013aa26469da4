using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;

namespace Deploy.Operations.Replicas;

/// <summary>Kinds as status reads them: the usual models, decoded without what it does not need. Never write such an object back.</summary>
public static class ReplicaResources
{
    /// <summary>Pods without volumes and the like; of their ports only those of their node, of their annotations only those of this product, of their tolerations none that every pod gets.</summary>
    public static ResourceType<Pod> Pods { get; } = Resources.Pods.As(SlimJson.Of<Pod>, PodMessage.Read);

    /// <summary>Nodes.</summary>
    public static ResourceType<Node> Nodes { get; } = Resources.Nodes;

    /// <summary>ReplicaSets with their metadata only.</summary>
    public static ResourceType<ReplicaSet> ReplicaSets { get; } = Resources.ReplicaSets.As(SlimJson.Of<ReplicaSet>, PodMessage.ReadReplicaSet);
}
