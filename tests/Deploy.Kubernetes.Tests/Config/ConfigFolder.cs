using System.Text;

namespace Deploy.Kubernetes.Tests.Config;

/// <summary>A folder of its own for one test, gone with it.</summary>
internal sealed class ConfigFolder : IDisposable
{
    public ConfigFolder() => Path = Directory.CreateTempSubdirectory("deploy-kubeconfig-").FullName;

    public string Path { get; }

    public string Write(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>A kubeconfig of one context <c>c</c> with the given cluster and user fields.</summary>
    public KubeConfig Config(string cluster, string user = "{}", KubeConfigEnvironment? environment = null) => KubeConfig.Load(
        [Write("config", $"""
            current-context: c
            contexts: [{"{name: c, context: {cluster: k, user: u}}"}]
            clusters: [{$"{{name: k, cluster: {cluster}}}"}]
            users: [{$"{{name: u, user: {user}}}"}]
            """)], environment);

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
