using System.Security.Cryptography.X509Certificates;

namespace Deploy.Kubernetes;

/// <summary>The connection that a pod has to its own cluster.</summary>
public static class InClusterConfig
{
    /// <summary>What the connection is called, where others are called by their context.</summary>
    public const string ContextName = "in-cluster";

    /// <summary>True when this process runs in a pod with a service account.</summary>
    public static bool IsAvailable(KubeConfigEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return !string.IsNullOrEmpty(environment.Variable("KUBERNETES_SERVICE_HOST"))
            && !string.IsNullOrEmpty(environment.Variable("KUBERNETES_SERVICE_PORT"))
            && File.Exists(Path.Combine(environment.ServiceAccountDirectory, "token"));
    }

    /// <summary>The connection as the pod's service account; its token is read anew as it is rotated.</summary>
    /// <exception cref="KubeConfigException">This is no pod, or its files cannot be read.</exception>
    public static ClusterConnection Connect(KubeConfigEnvironment? environment = null)
    {
        environment ??= new KubeConfigEnvironment();
        if (!IsAvailable(environment))
            throw new KubeConfigException("NotInCluster", "This process does not run in a pod with a service account.", "Use a kubeconfig.");
        var host = environment.Variable("KUBERNETES_SERVICE_HOST")!;
        var port = environment.Variable("KUBERNETES_SERVICE_PORT")!;
        var address = host.Contains(':') ? $"https://[{host}]:{port}" : $"https://{host}:{port}";
        if (!Uri.TryCreate(address, UriKind.Absolute, out var server))
            throw KubeConfigFailure.Invalid("KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT form no address.");
        return new ClusterConnection
        {
            Server = server,
            Name = ContextName,
            Namespace = ReadNamespace(environment),
            Tls = new TlsSettings { Authorities = ReadAuthorities(environment) },
            Credential = new TokenFileCredential(Path.Combine(environment.ServiceAccountDirectory, "token")),
        };
    }

    private static string ReadNamespace(KubeConfigEnvironment environment)
    {
        var path = Path.Combine(environment.ServiceAccountDirectory, "namespace");
        return File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } ns ? ns : "default";
    }

    private static X509Certificate2Collection? ReadAuthorities(KubeConfigEnvironment environment)
    {
        var path = Path.Combine(environment.ServiceAccountDirectory, "ca.crt");
        return File.Exists(path) ? new PemSource(File.ReadAllText(path), path).Certificates() : null;
    }
}
