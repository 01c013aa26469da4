using System.Text.Json.Nodes;

namespace Deploy.Kubernetes;

/// <summary>A command that supplies credentials, as a kubeconfig describes it.</summary>
internal sealed record ExecPlugin
{
    private static readonly string[] Versions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];

    internal required string ApiVersion { get; init; }

    internal required string Command { get; init; }

    internal IReadOnlyList<string> Arguments { get; init; } = [];

    internal IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    internal string? InstallHint { get; init; }

    /// <summary>Never, IfAvailable or Always.</summary>
    internal string InteractiveMode { get; init; } = "IfAvailable";

    /// <summary>The cluster as the plugin is told it; null where it did not ask.</summary>
    internal JsonObject? Cluster { get; init; }

    internal static ExecPlugin Read(YamlFields exec, YamlFields cluster)
    {
        var version = exec.Text("apiVersion");
        if (!Versions.Contains(version, StringComparer.Ordinal))
            throw exec.Invalid("apiVersion", $"must be one of {string.Join(", ", Versions)}");
        var mode = exec.Text("interactiveMode");
        if (mode is null && version == Versions[0])
            throw exec.Invalid("interactiveMode", "is missing; this apiVersion demands it");
        if (mode is not (null or "Never" or "IfAvailable" or "Always"))
            throw exec.Invalid("interactiveMode", "must be Never, IfAvailable or Always");
        return new ExecPlugin
        {
            ApiVersion = version!,
            Command = CommandPath(exec),
            Arguments = exec.Texts("args"),
            Environment = [.. exec.Maps("env").Select(e => KeyValuePair.Create(e.Text("name") ?? throw e.Invalid("name", "is missing"), e.Text("value") ?? ""))],
            InstallHint = exec.Text("installHint"),
            InteractiveMode = mode ?? "IfAvailable",
            Cluster = exec.Flag("provideClusterInfo") ? Describe(cluster) : null,
        };
    }

    /// <summary>Equal for plugins that would supply the same credentials.</summary>
    internal string Identity =>
        string.Join('\0', [ApiVersion, Command, .. Arguments, .. Environment.Select(e => $"{e.Key}={e.Value}"), InteractiveMode, Cluster?.ToJsonString() ?? ""]);

    public override string ToString() => Command;

    // A bare name is looked up in PATH; one with a folder is relative to the kubeconfig.
    private static string CommandPath(YamlFields exec)
    {
        var command = exec.Text("command") is { Length: > 0 } text ? text : throw exec.Invalid("command", "is missing");
        return command.Contains('/') || command.Contains(Path.DirectorySeparatorChar) ? exec.FilePath("command")! : command;
    }

    private static JsonObject Describe(YamlFields cluster)
    {
        var info = new JsonObject { ["server"] = cluster.Text("server") };
        if (cluster.Text("tls-server-name") is { Length: > 0 } name)
            info["tls-server-name"] = name;
        if (cluster.Flag("insecure-skip-tls-verify"))
            info["insecure-skip-tls-verify"] = true;
        if (PemSource.Read(cluster, "certificate-authority") is { } authority)
            info["certificate-authority-data"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(authority.Text));
        if (cluster.Text("proxy-url") is { Length: > 0 } proxy)
            info["proxy-url"] = proxy;
        return info;
    }
}
