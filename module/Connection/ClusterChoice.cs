namespace Deploy.Module.Connection;

/// <summary>Which cluster a command speaks to, and why.</summary>
internal sealed record ClusterChoice(IReadOnlyList<string> Kubeconfig, string? Context, string? Namespace, ClusterOrigin Origin);
