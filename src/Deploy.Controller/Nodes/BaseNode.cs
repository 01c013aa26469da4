using System.Text.Json.Nodes;
using Deploy.Controller.Arklet;
using Deploy.Controller.Heartbeats;

namespace Deploy.Controller.Nodes;

/// <summary>A base as a Kubernetes node: what is written of it. Pure; the controller does the writing.</summary>
public static class BaseNode
{
    /// <summary>The environment of those who name none; its bases carry no taint of an environment.</summary>
    public const string DefaultEnvironment = "default";

    private const string Prefix = "vnode.";

    private const int MaxPods = 2000;

    /// <summary>The node's name: <c>vnode.identity.environment</c>.</summary>
    public static string NameOf(string identity, string environment) => $"{Prefix}{identity}.{environment}";

    /// <summary>The identity of the base that a node's name stands for; null where the node is no base of that environment.</summary>
    public static string? IdentityOf(string node, string environment)
    {
        var suffix = "." + environment;
        return node.Length > Prefix.Length + suffix.Length && node.StartsWith(Prefix, StringComparison.Ordinal) && node.EndsWith(suffix, StringComparison.Ordinal)
            ? node[Prefix.Length..^suffix.Length]
            : null;
    }

    /// <summary>The labels of a base's node; what the base left empty has none.</summary>
    public static JsonObject Labels(Heartbeat beat, string environment)
    {
        var labels = new JsonObject { [BaseLabels.Component] = "vnode", [BaseLabels.Environment] = environment };
        Add(labels, BaseLabels.Name, beat.Name);
        Add(labels, BaseLabels.Version, beat.Version);
        Add(labels, BaseLabels.Stack, beat.Stack);
        Add(labels, BaseLabels.ClusterName, beat.ClusterName);
        Add(labels, BaseLabels.HostName, beat.HostName);
        Add(labels, "kubernetes.io/hostname", beat.HostName.Length > 0 ? beat.HostName : beat.Identity);
        Add(labels, BaseLabels.TunnelPort, beat.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return labels;
    }

    /// <summary>
    /// The whole node, to be created. It comes with its status: a scheduler that sees a node without room for pods turns away
    /// those that waited for it, and looks at them again only seconds later.
    /// </summary>
    public static JsonObject Create(Heartbeat beat, string environment, BaseHealth? health, BaseLiveness liveness, DateTimeOffset now) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Node",
        ["metadata"] = new JsonObject { ["name"] = NameOf(beat.Identity, environment), ["labels"] = Labels(beat, environment) },
        ["spec"] = new JsonObject { ["taints"] = Taints(environment) },
        ["status"] = Status(beat, health, liveness, now)["status"]!.DeepClone(),
    };

    /// <summary>The node's status, as a patch of the status subresource.</summary>
    /// <param name="beat">The base's last heartbeat.</param>
    /// <param name="health">Its last answer about its health, or null.</param>
    /// <param name="liveness">How far it can be counted on.</param>
    /// <param name="changedAt">When its readiness last changed.</param>
    public static JsonObject Status(Heartbeat beat, BaseHealth? health, BaseLiveness liveness, DateTimeOffset changedAt) => new()
    {
        ["status"] = new JsonObject
        {
            ["addresses"] = new JsonArray(Address("InternalIP", beat.Ip), Address("Hostname", beat.HostName.Length > 0 ? beat.HostName : beat.Identity)),
            ["capacity"] = Resources(health?.MaxMetaspace),
            ["allocatable"] = Resources(health?.FreeMetaspace),
            ["conditions"] = new JsonArray(Ready(health, liveness, changedAt)),
        },
    };

    /// <summary>Whether the scheduler may count on a base.</summary>
    public static bool IsReady(BaseHealth? health, BaseLiveness liveness) =>
        liveness == BaseLiveness.Reachable && health is null or { State: BizState.Activated or BizState.Unknown };

    /// <summary>A moment as the API server writes it.</summary>
    internal static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);

    private static JsonObject Ready(BaseHealth? health, BaseLiveness liveness, DateTimeOffset changedAt)
    {
        var (status, reason, message) = liveness switch
        {
            BaseLiveness.Unreachable => ("Unknown", "BaseUnreachable", "The base has not been heard of for 25 s."),
            BaseLiveness.Dead => ("False", "BaseDead", "The base has not been heard of for 60 s, or said that it goes down."),
            _ when IsReady(health, liveness) => ("True", "BaseActivated", "The base answers."),
            _ => ("False", "BaseNotActivated", $"The base says that it is {health?.State.ToString().ToUpperInvariant()}."),
        };
        return new JsonObject { ["type"] = "Ready", ["status"] = status, ["reason"] = reason, ["message"] = message, ["lastTransitionTime"] = Moment(changedAt) };
    }

    // The default environment is for those who have one only: their modules need not tolerate it.
    private static JsonArray Taints(string environment) => environment == DefaultEnvironment
        ? [Taint(BaseLabels.VirtualNodeTaint, "True")]
        : [Taint(BaseLabels.VirtualNodeTaint, "True"), Taint(BaseLabels.EnvironmentTaint, environment)];

    private static JsonObject Taint(string key, string value) => new() { ["key"] = key, ["value"] = value, ["effect"] = "NoExecute" };

    private static JsonObject Address(string type, string address) => new() { ["type"] = type, ["address"] = address };

    private static JsonObject Resources(long? memory)
    {
        var resources = new JsonObject { ["pods"] = MaxPods.ToString(System.Globalization.CultureInfo.InvariantCulture) };
        if (memory is { } bytes)
            resources["memory"] = $"{bytes / 1024}Ki";
        return resources;
    }

    private static void Add(JsonObject labels, string key, string value)
    {
        if (value.Length > 0)
            labels[key] = value;
    }
}
