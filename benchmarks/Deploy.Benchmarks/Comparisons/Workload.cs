using System.Text.Json.Nodes;
using Deploy.Kubernetes;

namespace Deploy.Benchmarks.Comparisons;

/// <summary>The module that the comparisons publish, and how they wait for it.</summary>
internal static class Workload
{
    public static ResourceType<JsonObject> Deployments { get; } = Resources.Untyped("apps", "v1", "deployments", "Deployment", namespaced: true);

    public static JsonObject Deployment(string name, int replicas, string image) => new()
    {
        ["apiVersion"] = "apps/v1",
        ["kind"] = "Deployment",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["spec"] = new JsonObject
        {
            ["replicas"] = replicas,
            ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["module.koupleless.io/name"] = name } },
            ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = Labels(name) }, ["spec"] = PodSpec(name, image) },
        },
    };

    /// <summary>A pod as a module has it: labels, variables, a placement.</summary>
    public static JsonObject PodSpec(string name, string image) => new()
    {
        ["terminationGracePeriodSeconds"] = 1,
        ["containers"] = new JsonArray(new JsonObject
        {
            ["name"] = name,
            ["image"] = image,
            ["env"] = new JsonArray(new JsonObject { ["name"] = "BIZ_VERSION", ["value"] = "1.0.0" }),
            ["readinessProbe"] = new JsonObject
            {
                ["httpGet"] = new JsonObject { ["path"] = "/health", ["port"] = 8080 },
                ["periodSeconds"] = 1,
            },
            ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["cpu"] = "10m", ["memory"] = "16Mi" } },
        }),
        ["tolerations"] = new JsonArray(new JsonObject
        {
            ["key"] = "schedule.koupleless.io/virtual-node",
            ["operator"] = "Equal",
            ["value"] = "True",
            ["effect"] = "NoExecute",
        }),
    };

    public static JsonObject Labels(string name) => new()
    {
        ["module.koupleless.io/name"] = name,
        ["module.koupleless.io/version"] = "1.0.0",
        ["module-controller.koupleless.io/component"] = "module",
        ["virtual-kubelet.koupleless.io/component"] = "module",
    };

    public static long Count(JsonObject deployment, string field) => deployment["status"]?[field]?.GetValue<long>() ?? 0;

    public static long Generation(JsonObject deployment) => deployment["metadata"]?["generation"]?.GetValue<long>() ?? 0;

    /// <summary>Watches a Deployment until it is as wanted.</summary>
    public static async Task<JsonObject> UntilAsync(KubernetesClient client, string name, Func<JsonObject, bool> wanted, CancellationToken ct)
    {
        await foreach (var change in client.ListAndWatchAsync(Deployments, "default", new ListOptions { FieldSelector = $"metadata.name={name}" }, ct))
        {
            if (change.Object is { } seen && wanted(seen))
                return seen;
        }
        throw new InvalidOperationException("the watch ended");
    }
}
