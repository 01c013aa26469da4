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

    /// <summary>A credential plugin <c>./plugin</c>: a shell script that counts its runs in $RUN, notes what it was told, and prints the status.</summary>
    public void Plugin(string version, string status, string last = "")
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The plugin of this test is a shell script.");
        Write("status", status);
        var path = Write("plugin", $$"""
            #!/bin/sh
            cd "$(dirname "$0")"
            echo run >> runs
            RUN=$(grep -c run runs)
            printf '%s\n' "$1" "$2" "$EXTRA" "$KUBERNETES_EXEC_INFO" > seen
            echo sorry >&2
            printf '{"apiVersion":"{{version}}","kind":"ExecCredential","status":%s}' "$(sed "s/\$RUN/$RUN/" status)"
            {{last}}
            """);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>How often the plugin ran.</summary>
    public int PluginRuns => File.ReadAllLines(System.IO.Path.Combine(Path, "runs")).Length;

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
