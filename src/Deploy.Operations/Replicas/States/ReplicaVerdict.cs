namespace Deploy.Operations.Replicas;

/// <summary>What was worked out about one replica.</summary>
/// <param name="State">One of the seven states.</param>
/// <param name="Cause">Why; null only where there is nothing to explain (Responsive).</param>
/// <param name="ChangesAt">When the state changes by time alone, if nothing else happens; null when it does not.</param>
/// <param name="Wants">Evidence that was not given and would make the cause more exact. The state does not depend on it.</param>
/// <param name="Room">Room that replicas which are ending will free for it, where it has no node and that is what it lacks; null where none is known.</param>
public sealed record ReplicaVerdict(
    ReplicaState State, Cause? Cause, DateTimeOffset? ChangesAt = null, EvidenceKinds Wants = EvidenceKinds.None, EndingRoom? Room = null);
