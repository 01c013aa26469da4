using Deploy.Operations.Replicas;

namespace Deploy.Operations.Reports;

/// <summary>A time that a replica spent in one state.</summary>
/// <param name="State">The state.</param>
/// <param name="From">Its beginning.</param>
/// <param name="To">Its end; later than its beginning.</param>
public sealed record LifePhase(ReplicaState State, DateTimeOffset From, DateTimeOffset To);
