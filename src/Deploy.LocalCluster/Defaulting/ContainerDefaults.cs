using System.Text.Json.Nodes;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Defaulting;

/// <summary>Defaults of one container.</summary>
internal static class ContainerDefaults
{
    public static IEnumerable<JsonObject> Of(JsonObject podSpec) =>
        podSpec.Objects("initContainers").Concat(podSpec.Objects("containers")).Concat(podSpec.Objects("ephemeralContainers"));

    public static void Apply(JsonObject container, bool hostNetwork)
    {
        foreach (var port in container.Objects("ports"))
        {
            port.Default("protocol", "TCP");
            if (hostNetwork && port.Number("containerPort") is { } number) port.Default("hostPort", number);
        }

        foreach (var reference in container.Objects("env").Select(variable => variable.Object("valueFrom", "fieldRef")))
            reference?.Default("apiVersion", "v1");
        container.Default("resources", new JsonObject());
        foreach (var name in (ReadOnlySpan<string>)["livenessProbe", "readinessProbe", "startupProbe"]) Probe(container.Object(name));
        foreach (var name in (ReadOnlySpan<string>)["postStart", "preStop"]) HttpGet(container.Object("lifecycle", name, "httpGet"));
        container.Default("terminationMessagePath", "/dev/termination-log");
        container.Default("terminationMessagePolicy", "File");
        container.Default("imagePullPolicy", PullPolicy(container.Text("image") ?? ""));
    }

    /// <summary>In a pod (not in a template) a limit without a request is also the request.</summary>
    public static void RequestWhatIsLimited(JsonObject container)
    {
        if (container.Object("resources", "limits") is not { } limits) return;
        var requests = container.Child("resources").Child("requests");
        foreach (var (name, quantity) in limits)
        {
            if (quantity is not null) requests.Default(name, quantity.DeepClone());
        }
    }

    /// <summary>The latest version, named or by leaving the tag out, is always pulled.</summary>
    private static string PullPolicy(string image)
    {
        if (image.Contains('@', StringComparison.Ordinal)) return "IfNotPresent";
        var name = image[(image.LastIndexOf('/') + 1)..];
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 || name[(colon + 1)..] == "latest" ? "Always" : "IfNotPresent";
    }

    private static void Probe(JsonObject? probe)
    {
        if (probe is null) return;
        HttpGet(probe.Object("httpGet"));
        probe.Object("grpc")?.Default("service", "");
        probe.Default("timeoutSeconds", 1);
        probe.Default("periodSeconds", 10);
        probe.Default("successThreshold", 1);
        probe.Default("failureThreshold", 3);
    }

    private static void HttpGet(JsonObject? action)
    {
        action?.Default("path", "/");
        action?.Default("scheme", "HTTP");
    }
}
