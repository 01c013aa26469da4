namespace Deploy.Operations.Maintenance;

/// <summary>One thing that is due.</summary>
/// <param name="Target">What it is done to, such as <c>Deployment shop/orders</c>.</param>
/// <param name="Action">What is done, a short phrase.</param>
/// <param name="Why">Why it is due, with the numbers.</param>
public sealed record MaintenanceAction(string Target, string Action, string Why)
{
    public override string ToString() => $"{Target}: {Action} ({Why})";
}
