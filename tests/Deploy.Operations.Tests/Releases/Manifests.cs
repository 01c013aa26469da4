namespace Deploy.Operations.Tests.Releases;

/// <summary>Manifests of a user's own, for module biz1 1.0.0.</summary>
internal static class Manifests
{
    private const string Checked = ", readinessProbe: { httpGet: { path: /health, port: 8080 }, periodSeconds: 1, timeoutSeconds: 60, failureThreshold: 60 }";

    /// <param name="isChecked">Whether its container has a readiness check.</param>
    internal static string StatefulSet(int replicas = 3, bool isChecked = true) => Of("StatefulSet", $"  replicas: {replicas}\n  serviceName: biz1\n", isChecked);

    /// <param name="spec">Further lines of the spec, indented by two.</param>
    internal static string Deployment(int replicas = 3, bool isChecked = true, string spec = "") => Of("Deployment", $"  replicas: {replicas}\n{spec}", isChecked);

    internal static string DaemonSet(bool isChecked = true) => Of("DaemonSet", "", isChecked);

    private static string Of(string kind, string spec, bool isChecked) => $$"""
        apiVersion: apps/v1
        kind: {{kind}}
        metadata: { name: biz1 }
        spec:
        {{spec}}  selector: { matchLabels: { app: biz1 } }
          template:
            metadata: { labels: { app: biz1, module.koupleless.io/version: 1.0.0 } }
            spec:
              containers: [ { name: biz1, image: "registry.local/ok:1"{{(isChecked ? Checked : "")}} } ]
        """;
}
