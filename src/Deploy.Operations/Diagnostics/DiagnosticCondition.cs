namespace Deploy.Operations.Diagnostics;

/// <summary>One condition of a pod, a node or a workload.</summary>
/// <param name="Type">Such as Ready.</param>
/// <param name="Status">True, False or Unknown.</param>
/// <param name="Reason">A word; null where none is given.</param>
/// <param name="Message">A sentence; null where none is given.</param>
/// <param name="Since">When it last changed.</param>
public sealed record DiagnosticCondition(string Type, string Status, string? Reason, string? Message, DateTimeOffset? Since);
