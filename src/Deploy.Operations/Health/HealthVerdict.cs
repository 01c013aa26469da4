namespace Deploy.Operations.Health;

/// <summary>The health of a base or a module, and what decides it.</summary>
/// <param name="Status">The worst of the components.</param>
/// <param name="DecidedBy">The component, and what in it, that makes the status what it is; empty when all are UP.</param>
/// <param name="Reported">What the answer says of the whole, in its own word; empty when it says nothing.</param>
/// <param name="Components">The components, worst first.</param>
public sealed record HealthVerdict(HealthStatus Status, string DecidedBy, string Reported, IReadOnlyList<HealthComponent> Components);
