namespace Deploy.Conformance.Tests;

/// <summary>The few objects that most cases need, as YAML.</summary>
internal static class Samples
{
    /// <summary>An image that starts at once and stays Ready.</summary>
    public const string Good = "registry.local/ok:1";

    public static string Pod(string name, string? node = null, string image = Good, string labels = "app: web") =>
        $$$"""
        apiVersion: v1
        kind: Pod
        metadata: {name: {{{name}}}, labels: { {{{labels}}} }}
        spec:
          {{{(node is null ? "" : $"nodeName: {node}")}}}
          containers:
          - {name: main, image: "{{{image}}}"}
        """;

    public static string Deployment(string name, int replicas, string image = Good, string spec = "") =>
        $$$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: {{{name}}}, labels: {app: {{{name}}}}}
        spec:
          replicas: {{{replicas}}}
          selector: {matchLabels: {app: {{{name}}}}}
          template: {{{Template(name, image)}}}
          {{{spec}}}
        """;

    public static string ReplicaSet(string name, int replicas, string image = Good) =>
        $$$"""
        apiVersion: apps/v1
        kind: ReplicaSet
        metadata: {name: {{{name}}}}
        spec:
          replicas: {{{replicas}}}
          selector: {matchLabels: {app: {{{name}}}}}
          template: {{{Template(name, image)}}}
        """;

    public static string StatefulSet(string name, int replicas, string image = Good, string spec = "") =>
        $$$"""
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: {{{name}}}}
        spec:
          replicas: {{{replicas}}}
          serviceName: {{{name}}}
          selector: {matchLabels: {app: {{{name}}}}}
          template: {{{Template(name, image)}}}
          {{{spec}}}
        """;

    public static string DaemonSet(string name, string image = Good, string spec = "") =>
        $$$"""
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: {{{name}}}}
        spec:
          selector: {matchLabels: {app: {{{name}}}}}
          template: {{{Template(name, image)}}}
          {{{spec}}}
        """;

    // A short grace: cases wait for deletions.
    private static string Template(string name, string image) =>
        $$$"""{metadata: {labels: {app: {{{name}}}}}, spec: {terminationGracePeriodSeconds: 1, containers: [{name: main, image: "{{{image}}}"}]}}""";
}
