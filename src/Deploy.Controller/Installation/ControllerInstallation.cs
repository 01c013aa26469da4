using System.Globalization;
using System.Text.Json.Nodes;
using Deploy.Controller.Leases;
using Deploy.Controller.Modules;
using Deploy.Controller.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Installation;

namespace Deploy.Controller.Installation;

/// <summary>A module controller to be installed on a cluster: what it consists of, and what it may do there and nothing more.</summary>
public sealed record ControllerInstallation
{
    /// <summary>What its objects, and its namespace, are called where nothing else is said.</summary>
    public const string Program = "module-controller";

    /// <summary>The namespace it lives in; made where it is missing. Default <c>module-controller</c>.</summary>
    public string Namespace { get; init; } = Program;

    /// <summary>The name of its objects. Default <c>module-controller</c>.</summary>
    public string Name { get; init; } = Program;

    /// <summary>The image. Its entry point must be the controller's own program (the Dockerfile's target <c>controller</c>), or upstream's controller with <see cref="Upstream"/>.</summary>
    public required string Image { get; init; }

    /// <summary>The environment whose bases it serves. Default <c>default</c>.</summary>
    public string Environment { get; init; } = BaseNode.DefaultEnvironment;

    /// <summary>The port on which bases send heartbeats, 1 to 65535. Default 7777.</summary>
    public int Port { get; init; } = 7777;

    /// <summary>How many controllers; they share the bases by lease. 1 to 10. Default 2.</summary>
    public int Replicas { get; init; } = 2;

    /// <summary>Install the upstream project's controller instead of this one, with the rights that it needs.</summary>
    public bool Upstream { get; init; }

    public InstallationKit Kit => new(Program, Namespace, Name);

    /// <summary>Its objects, in the order in which they are made.</summary>
    public IReadOnlyList<ClusterObject> Objects() =>
    [
        .. Kit.Place(),
        .. Kit.Rights(null, Upstream ? UpstreamRights : OwnRights),
        .. Kit.Rights(BaseLease.Namespace, InstallationKit.Rule("coordination.k8s.io", ["leases"], ["get", "list", "create", "update", "delete"])),
        Kit.Service("heartbeat", Port),
        Kit.Deployment(Replicas, Container(), writes: Upstream),
    ];

    /// <summary>The modules that are on bases still, as <c>base: name:version</c>; a controller they depend on must not go.</summary>
    public static async Task<IReadOnlyList<string>> ModulesOnBasesAsync(KubernetesClient client, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        var bases = (await client.ListAllAsync(Resources.Nodes, null, new ListOptions { LabelSelector = $"{BaseLabels.Component}=vnode" }, cancellationToken)).Items.Select(n => n.Metadata.Name).ToHashSet(StringComparer.Ordinal);
        var found = new List<string>();
        if (bases.Count > 0)
            await foreach (var pod in client.ListAsync(Resources.Pods, null, null, cancellationToken))
                if (pod.Spec.NodeName is { } node && bases.Contains(node))
                    found.AddRange(ModulePod.Of(pod).Modules.Select(m => $"{node}: {m.Identity}"));
        found.Sort(StringComparer.Ordinal);
        return found;
    }

    // Made anew each time: an object has one place in a document.
    private static JsonObject[] OwnRights =>
    [
        InstallationKit.Rule("", ["nodes"], ["get", "list", "watch", "create", "patch", "delete"]),
        InstallationKit.Rule("", ["nodes/status", "pods/status"], ["patch"]),
        InstallationKit.Rule("", ["pods"], ["list", "watch", "delete"]),
        InstallationKit.Rule("", ["events"], ["create"]),
        InstallationKit.Rule("apps", ["deployments"], ["list", "watch", "patch"]),
        InstallationKit.Rule("apps", ["replicasets"], ["get"]),
    ];

    private static JsonObject[] UpstreamRights =>
    [
        InstallationKit.Rule("", ["nodes", "nodes/status", "pods", "pods/status"], ["get", "list", "watch", "create", "update", "patch", "delete"]),
        InstallationKit.Rule("", ["configmaps", "secrets", "services"], ["get", "list", "watch"]),
        InstallationKit.Rule("", ["events"], ["create", "patch"]),
        InstallationKit.Rule("apps", ["deployments"], ["get", "list", "watch", "update", "patch"]),
        InstallationKit.Rule("coordination.k8s.io", ["leases"], ["get", "list", "watch", "create", "update", "patch", "delete"]),
    ];

    private JsonObject Container()
    {
        var container = new JsonObject
        {
            ["name"] = "controller",
            ["image"] = Image,
            ["ports"] = new JsonArray(new JsonObject { ["name"] = "heartbeat", ["containerPort"] = Port }),
            ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["cpu"] = "100m", ["memory"] = "128Mi" }, ["limits"] = new JsonObject { ["memory"] = "512Mi" } },
        };
        if (Upstream)
        {
            container["env"] = new JsonArray(Variable("ENABLE_HTTP_TUNNEL", "true"), Variable("ENV", Environment), Variable("NAMESPACE", Namespace), Variable("IS_CLUSTER", Replicas > 1 ? "true" : "false"), Variable("ENABLE_MODULE_REPLICAS_SYNC_WITH_BASE", "true"));
            return container;
        }
        container["args"] = new JsonArray("--listen", $"0.0.0.0:{Port.ToString(CultureInfo.InvariantCulture)}", "--environment", Environment);
        container["livenessProbe"] = Probe(60);
        container["readinessProbe"] = Probe(1);
        return container;
    }

    private static JsonObject Variable(string name, string value) => new() { ["name"] = name, ["value"] = value };

    private static JsonObject Probe(int failures) => new()
    {
        ["httpGet"] = new JsonObject { ["path"] = "/healthz", ["port"] = "heartbeat" },
        ["periodSeconds"] = 5,
        ["failureThreshold"] = failures,
    };
}
