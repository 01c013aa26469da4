namespace Deploy.Kubernetes.Models;

/// <summary>Anything that has a name, an identity and a resource version on the server.</summary>
public interface IKubernetesObject
{
    /// <summary>Never null; empty where the server sent none.</summary>
    ObjectMeta Metadata { get; }
}
