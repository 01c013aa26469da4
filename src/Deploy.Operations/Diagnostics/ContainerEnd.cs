namespace Deploy.Operations.Diagnostics;

/// <summary>How a run of a container ended.</summary>
/// <param name="ExitCode">The process's exit code.</param>
/// <param name="Reason">The node's word, such as OOMKilled.</param>
/// <param name="Explanation">What that means, with the numbers.</param>
/// <param name="StartedAt">When the run started.</param>
/// <param name="FinishedAt">When it ended.</param>
public sealed record ContainerEnd(int ExitCode, string? Reason, string Explanation, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt);
