using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Testing;

namespace Deploy.Operations.Tests.Replicas;

/// <summary>Puts pods into a cluster whose loops are off, in just the state that a test needs.</summary>
internal sealed class PodWriter(KubernetesClient client)
{
    private static readonly ResourceType<JsonObject> Pods = Resources.Untyped("", "v1", "pods", "Pod", true);
    private static readonly ResourceType<JsonObject> Sets = Resources.Untyped("apps", "v1", "replicasets", "ReplicaSet", true);
    private static readonly ResourceType<JsonObject> Nodes = Resources.Untyped("", "v1", "nodes", "Node", false);

    public static ResourceType<JsonObject> Events { get; } = Resources.Untyped("", "v1", "events", "Event", true);

    /// <summary>A pod from YAML, and its status where the YAML has one.</summary>
    public async Task<JsonObject> AddAsync(string yaml, string ns = "default")
    {
        var pod = Yaml.Read(yaml);
        pod["spec"]!["containers"] ??= new JsonArray(new JsonObject { ["name"] = "biz1", ["image"] = "registry.example/biz1:1.0.0" });
        var created = await client.CreateAsync(Pods, ns, pod);
        return pod["status"] is JsonObject status ? await SetStatusAsync((string)pod["metadata"]!["name"]!, status, ns) : created;
    }

    public Task<JsonObject> SetStatusAsync(string name, string yaml, string ns = "default") => SetStatusAsync(name, Yaml.Read(yaml), ns);

    public Task DeleteAsync(string name, string ns = "default") => client.DeleteAsync(Pods, ns, name, new DeleteOptions { GracePeriodSeconds = 0 });

    public Task<JsonObject> AddSetAsync(string yaml) => client.CreateAsync(Sets, "default", Yaml.Read(yaml));

    public async Task AddNodeAsync(string yaml)
    {
        var node = Yaml.Read(yaml);
        await client.CreateAsync(Nodes, null, node);
        await client.PatchAsync(Nodes, null, (string)node["metadata"]!["name"]!, Patch.Merge(new JsonObject { ["status"] = node["status"]!.DeepClone() }), new PatchOptions { Subresource = "status" });
    }

    public Task AddEventAsync(JsonObject pod, string reason, string message) => client.CreateAsync(Events, "default", new JsonObject
    {
        ["metadata"] = new JsonObject { ["generateName"] = "e-", ["namespace"] = "default" },
        ["involvedObject"] = new JsonObject { ["kind"] = "Pod", ["namespace"] = "default", ["name"] = (string)pod["metadata"]!["name"]!, ["uid"] = (string)pod["metadata"]!["uid"]! },
        ["reason"] = reason, ["message"] = message, ["type"] = "Warning", ["count"] = 3,
        ["firstTimestamp"] = "2026-11-21T12:00:00Z", ["lastTimestamp"] = "2026-11-21T12:00:00Z",
    });

    private Task<JsonObject> SetStatusAsync(string name, JsonObject status, string ns) => client.PatchAsync(Pods, ns, name,
        Patch.Merge(new JsonObject { ["status"] = status.DeepClone() }), new PatchOptions { Subresource = "status" });
}
