namespace Deploy.Kubernetes;

/// <summary>A kubeconfig, or what it names, that cannot be used.</summary>
public sealed class KubeConfigException : Exception
{
    public KubeConfigException(string type, string message, string suggestion, Exception? innerException = null)
        : base(message, innerException) => (Code, Suggestion) = ($"User.{type}", suggestion);

    /// <summary>Two-level code, such as User.KubeConfigInvalid.</summary>
    public string Code { get; }

    /// <summary>What to do about it.</summary>
    public string Suggestion { get; }
}
