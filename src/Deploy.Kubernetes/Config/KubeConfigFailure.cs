namespace Deploy.Kubernetes;

/// <summary>The failures of a configuration, each in its words.</summary>
internal static class KubeConfigFailure
{
    internal static KubeConfigException Invalid(string message, Exception? inner = null) =>
        new("KubeConfigInvalid", message, "Correct the kubeconfig, or write a new one with the tool that made it.", inner);

    internal static KubeConfigException NotFound(string path) =>
        new("KubeConfigNotFound", $"There is no kubeconfig at {path}.", "Give the path of a kubeconfig, set KUBECONFIG, or start a local cluster with Start-LocalCluster.");

    internal static KubeConfigException Unreadable(string path, Exception inner) =>
        new("KubeConfigUnreadable", $"{path} cannot be read: {inner.Message}", "Check that the file exists and that you may read it.", inner);

    internal static KubeConfigException Missing(string what, string name, IReadOnlyList<string> names) => new(
        $"{what}NotFound",
        $"The kubeconfig has no {what.ToLowerInvariant()} '{name}'.",
        names.Count == 0 ? $"It has no {what.ToLowerInvariant()} at all; add one." : $"Choose one of: {string.Join(", ", names)}.");

    internal static KubeConfigException Credential(string message, string suggestion, Exception? inner = null) =>
        new("CredentialUnavailable", message, suggestion, inner);
}
