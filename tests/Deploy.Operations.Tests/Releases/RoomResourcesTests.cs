using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Serialization;
using Deploy.Operations.Releases.Preflight;
using Deploy.Operations.Tests.Replicas;
using Deploy.Testing.Servers;

namespace Deploy.Operations.Tests.Releases;

/// <summary>What the check of room reads of nodes and quotas is the same in the server's binary form as in JSON.</summary>
public sealed class RoomResourcesTests
{
    private const string Node = """
        {"metadata":{"name":"base-1","labels":{"disk":"ssd","empty":""}},
         "spec":{"unschedulable":true,"taints":[{"key":"schedule.koupleless.io/virtual-node","value":"True","effect":"NoExecute"},{"key":"bare","effect":"NoSchedule"}]},
         "status":{"capacity":{"cpu":"8"},"allocatable":{"cpu":"3500m","memory":"7Gi","pods":"110"}}}
        """;

    private const string Quota = """
        {"metadata":{"name":"most","namespace":"default"},"spec":{"hard":{"pods":"10"}},
         "status":{"hard":{"pods":"10","requests.cpu":"2"},"used":{"pods":"3","requests.cpu":"500m"}}}
        """;

    [Fact]
    public void A_node_reads_as_its_json_does() =>
        Assert.Equal(Text(JsonSerializer.Deserialize(Node, ModelJson.Of<Node>())!), Text(RoomResources.Nodes.Message!(MessageWriter.Write("Node", JsonNode.Parse(Node)!.AsObject()))));

    [Fact]
    public void A_node_without_anything_takes_pods_and_has_nothing() =>
        Assert.Equal(Text(new Node()), Text(RoomResources.Nodes.Message!([])));

    [Fact]
    public void A_quota_reads_as_its_json_does() =>
        Assert.Equal(Text(JsonSerializer.Deserialize(Quota, ModelJson.Of<ResourceQuota>())!), Text(RoomResources.Quotas.Message!(MessageWriter.Write("ResourceQuota", JsonNode.Parse(Quota)!.AsObject()))));

    [Fact]
    public async Task They_read_the_same_in_both_forms_of_a_real_server()
    {
        Assert.SkipWhen(RealControlPlane.Missing is not null, RealControlPlane.Missing ?? "");
        var token = TestContext.Current.CancellationToken;
        await using var plane = await RealControlPlane.StartAsync(new RealControlPlaneOptions { Controllers = false }, token);
        using var client = new KubernetesClient(KubeConfig.Load([plane.Kubeconfig]).Connect());
        await CreateAsync(client, Resources.Nodes.As(ModelJson.Of<JsonObject>), null, Node);
        await CreateAsync(client, Resources.ResourceQuotas.As(ModelJson.Of<JsonObject>), "default", Quota);

        var (nodes, quotas) = (await client.ListAllAsync(RoomResources.Nodes, null, null, token), await client.ListAllAsync(RoomResources.Quotas, "default", null, token));
        Assert.Equal((await client.ListAllAsync(Resources.Nodes, null, null, token)).Items.Select(Text), nodes.Items.Select(Text));
        Assert.Equal((await client.ListAllAsync(Resources.ResourceQuotas, "default", null, token)).Items.Select(Text), quotas.Items.Select(Text));
        Assert.Contains("memory 7Gi", Text(Assert.Single(nodes.Items)), StringComparison.Ordinal);
        Assert.Contains("pods 3", Text(Assert.Single(quotas.Items)), StringComparison.Ordinal);
    }

    private static async Task CreateAsync(KubernetesClient client, ResourceType<JsonObject> type, string? ns, string json)
    {
        var body = JsonNode.Parse(json)!.AsObject();
        var name = (string)body["metadata"]!["name"]!;
        await client.CreateAsync(type, ns, body);
        await client.PatchAsync(type, ns, name, Patch.Merge(new JsonObject { ["status"] = body["status"]!.DeepClone() }), new PatchOptions { Subresource = "status" });
    }

    private static string Text(Node node) =>
        $"{node.Metadata.Name} [{Pairs(node.Metadata.Labels)}] {node.Spec.Unschedulable} [{string.Join("; ", node.Spec.Taints.Select(taint => $"{taint.Key}={taint.Value ?? ""}:{taint.Effect}"))}] [{Pairs(node.Status.Allocatable)}]";

    private static string Text(ResourceQuota quota) =>
        $"{quota.Metadata.Namespace}/{quota.Metadata.Name} [{Pairs(quota.Status.Hard)}] [{Pairs(quota.Status.Used)}]";

    private static string Pairs<T>(IReadOnlyDictionary<string, T> map) =>
        string.Join("; ", map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {pair.Value}")));
}
