namespace Deploy.Operations.Health;

/// <summary>One component of a health answer.</summary>
/// <param name="Name">Its name without the ending <c>HealthIndicator</c>.</param>
/// <param name="Status">Its health.</param>
/// <param name="Details">What it looked at, worst first.</param>
public sealed record HealthComponent(string Name, HealthStatus Status, IReadOnlyList<HealthDetail> Details)
{
    /// <summary>The component that says whether the base, and by option its modules, have started.</summary>
    public const string StartUp = "baseStartUp";

    /// <summary>The component that gathers the modules' own health.</summary>
    public const string Modules = "compositeAllBiz";

    public override string ToString() => $"{Name} {Status.ToString().ToUpperInvariant()}";
}
