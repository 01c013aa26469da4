namespace Deploy.Module.Connection;

/// <summary>The cluster that Connect-ModuleCluster chose.</summary>
/// <param name="Kubeconfig">Full paths of the kubeconfig files.</param>
/// <param name="Context">The context in them; null for their current one.</param>
/// <param name="Namespace">The namespace meant where none is given; null for the context's own.</param>
public sealed record RememberedConnection(IReadOnlyList<string> Kubeconfig, string? Context, string? Namespace);
