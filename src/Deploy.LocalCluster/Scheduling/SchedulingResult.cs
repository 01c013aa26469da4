namespace Deploy.LocalCluster.Scheduling;

/// <summary>A node for a pod, or why there is none; exactly one is set.</summary>
internal readonly record struct SchedulingResult(string? NodeName, string? Failure);
