namespace Deploy.Operations.Diagnostics;

/// <summary>The workload that keeps a replica.</summary>
/// <param name="Kind">Deployment, StatefulSet, DaemonSet or ReplicaSet.</param>
/// <param name="Name">Its name.</param>
/// <param name="Desired">How many replicas there should be.</param>
/// <param name="Updated">How many are of the newest revision.</param>
/// <param name="Ready">How many are ready.</param>
/// <param name="Conditions">Its conditions.</param>
public sealed record WorkloadDiagnostic(string Kind, string Name, int Desired, int Updated, int Ready, IReadOnlyList<DiagnosticCondition> Conditions);
