namespace Deploy.Operations.Diagnostics;

/// <summary>The node or base of a replica.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Ready">True, False or Unknown.</param>
/// <param name="Unschedulable">True when it is cordoned.</param>
/// <param name="Conditions">Its conditions.</param>
/// <param name="Taints">Its taints, as <c>key=value:Effect</c>.</param>
public sealed record NodeDiagnostic(string Name, string Ready, bool Unschedulable, IReadOnlyList<DiagnosticCondition> Conditions, IReadOnlyList<string> Taints)
{
    /// <summary>What a base says itself of the replica's module; null where the node is no base, or was not asked.</summary>
    public BaseDiagnostic? Base { get; init; }
}
