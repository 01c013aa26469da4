namespace Deploy.Operations.Replicas;

/// <summary>What can be read besides the pod itself.</summary>
[Flags]
public enum EvidenceKinds
{
    None = 0,

    /// <summary>The events of the pod.</summary>
    Events = 1,

    /// <summary>The node that the pod is assigned to.</summary>
    Node = 2,

    /// <summary>What is free on all nodes.</summary>
    Capacity = 4,
}
