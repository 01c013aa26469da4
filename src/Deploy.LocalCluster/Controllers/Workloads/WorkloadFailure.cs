namespace Deploy.LocalCluster.Controllers.Workloads;

/// <summary>Part of a pass failed; the loop tries again after a pause.</summary>
internal sealed class WorkloadFailure(string message) : Exception(message);
