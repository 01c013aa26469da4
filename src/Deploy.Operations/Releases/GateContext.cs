namespace Deploy.Operations.Releases;

/// <summary>What a health gate is asked about.</summary>
/// <param name="Batch">From 1.</param>
/// <param name="Replicas">Names of the new replicas that are Responsive.</param>
public sealed record GateContext(string Namespace, string Module, string Version, int Batch, int Batches, IReadOnlyList<string> Replicas)
{
    /// <summary>Names of the nodes or bases that they are on.</summary>
    public IReadOnlyList<string> Nodes { get; init; } = [];
}
