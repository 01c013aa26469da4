namespace Deploy.Operations.Diagnostics;

/// <summary>Something that happened to a replica.</summary>
/// <param name="Time">When it happened last.</param>
/// <param name="Type">Normal or Warning.</param>
/// <param name="Reason">A word, such as Unhealthy.</param>
/// <param name="Message">What happened.</param>
/// <param name="Count">How often; at least 1.</param>
/// <param name="Component">Who reported it; null where it is not said.</param>
public sealed record DiagnosticEvent(DateTimeOffset? Time, string Type, string Reason, string Message, int Count, string? Component);
