namespace Deploy.Operations.Replicas;

/// <summary>One step of a live view of replicas.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Status">The replica as it is now, or as it was last; null for Synced.</param>
/// <param name="PreviousState">The state before; null where there was none.</param>
public sealed record ReplicaChange(ReplicaChangeType Type, ReplicaStatus? Status, ReplicaState? PreviousState = null);
