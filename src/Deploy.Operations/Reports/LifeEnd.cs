namespace Deploy.Operations.Reports;

/// <summary>The end of one run of a replica's container.</summary>
/// <param name="Time">When it ended.</param>
/// <param name="ExitCode">The process's exit code.</param>
/// <param name="Words">The node's word for it, such as OOMKilled; empty for none.</param>
public sealed record LifeEnd(DateTimeOffset Time, int ExitCode, string Words);
