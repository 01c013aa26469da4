using Deploy.Operations.Diagnostics;

namespace Deploy.Operations.Reports;

/// <summary>What was archived of a replica that went.</summary>
/// <param name="Life">Its life, with why it went.</param>
/// <param name="Diagnostic">Its diagnostic, as it was archived.</param>
public sealed record ReportedDiagnostic(ReplicaLife Life, ReplicaDiagnostic Diagnostic);
