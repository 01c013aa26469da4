using System.Text.Json.Nodes;

namespace Deploy.Conformance.Tests.Workloads;

/// <summary>What cases of Deployments ask again and again.</summary>
public abstract class DeploymentCase(ClusterPair clusters) : ConformanceCase(clusters)
{
    protected static Task<JsonObject> UntilCompleteAsync(TestNamespace ns, string name = "web") => ns.UntilAsync($"deployments/{name}", IsComplete);

    protected static bool IsComplete(JsonObject web) =>
        web.Number("status.observedGeneration") >= web.Number("metadata.generation")
        && web.Number("status.updatedReplicas") == web.Number("spec.replicas")
        && web.Number("status.replicas") == web.Number("spec.replicas")
        && web.Number("status.availableReplicas") == web.Number("spec.replicas");

    /// <summary>The ReplicaSets, the oldest revision first.</summary>
    protected static async Task<IReadOnlyList<JsonObject>> GetSetsAsync(TestNamespace ns) =>
        [.. (await ns.GetAsync("replicasets")).Items().OrderBy(Revision)];

    protected static long Revision(JsonNode? node) => long.Parse(node.Text("metadata.annotations.deployment|kubernetes|io/revision") ?? "0");

    protected static Task<JsonObject> SetImageAsync(TestNamespace ns, string image, string name = "web") =>
        ns.PatchAsync($"deployments/{name}", $"spec: {{template: {{spec: {{containers: [{{name: main, image: '{image}'}}]}}}}}}", ClusterApi.Strategic);

    protected static int Ready(JsonNode pods) => pods.Items().Count(pod => pod.Condition("Ready") == "True" && pod.Text("metadata.deletionTimestamp") is null);
}
