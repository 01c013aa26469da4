namespace Deploy.Operations.Health;

/// <summary>One thing that a component looks at, such as a module by its <c>name:version</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Status">Its health.</param>
public sealed record HealthDetail(string Name, HealthStatus Status)
{
    public override string ToString() => $"{Name} {Status.ToString().ToUpperInvariant()}";
}
