namespace Deploy.Kubernetes;

/// <summary>Where configuration is looked for: the process's own variables and folders unless set otherwise.</summary>
public sealed record KubeConfigEnvironment
{
    /// <summary>Reads a variable; null where it is not set.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>The folder that holds <c>.kube/config</c>.</summary>
    public string HomeDirectory { get; init; } = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    /// <summary>The folder that holds a pod's token, namespace and authority.</summary>
    public string ServiceAccountDirectory { get; init; } = "/var/run/secrets/kubernetes.io/serviceaccount";

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Whether exec plugins may ask the user on this terminal. Default: when input is a terminal.</summary>
    public bool Interactive { get; init; } = Environment.UserInteractive && !Console.IsInputRedirected;
}
