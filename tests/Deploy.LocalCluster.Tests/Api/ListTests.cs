using System.Text.Json.Nodes;
using Deploy.Kubernetes;

namespace Deploy.LocalCluster.Tests.Api;

public sealed class ListTests : ApiTest
{
    [Fact]
    public async Task Pages_are_of_one_moment()
    {
        for (var i = 0; i < 7; i++) await CreateAsync(ConfigMaps, $"metadata: {{ name: c{i} }}");
        using var http = new HttpClient(Cluster.CreateHandler());
        var first = await ListAsync(http, "limit=3");
        Assert.Equal((3, 4), (first["items"]!.AsArray().Count, (int)first["metadata"]!["remainingItemCount"]!));
        await CreateAsync(ConfigMaps, "metadata: { name: c35 }");
        await Client.DeleteAsync(ConfigMaps, "default", "c5");
        var second = await ListAsync(http, $"limit=10&continue={(string?)first["metadata"]!["continue"]}");
        Assert.Equal(["c3", "c4", "c5", "c6"], second["items"]!.AsArray().Select(item => (string)item!["metadata"]!["name"]!));
        Assert.Equal((string?)first["metadata"]!["resourceVersion"], (string?)second["metadata"]!["resourceVersion"]);
        Assert.Null(second["metadata"]!["continue"]);
    }

    [Fact]
    public async Task An_exact_version_shows_what_was_there_then()
    {
        var made = await CreateAsync(ConfigMaps, "metadata: { name: a }");
        await CreateAsync(ConfigMaps, "metadata: { name: b }");
        using var http = new HttpClient(Cluster.CreateHandler());
        var then = await ListAsync(http, $"resourceVersion={Version(made)}&resourceVersionMatch=Exact");
        Assert.Equal("a", (string?)Assert.Single(then["items"]!.AsArray())!["metadata"]!["name"]);
        Assert.Equal(2, (await ListAsync(http, "resourceVersion=0"))["items"]!.AsArray().Count);
        Assert.Equal(504, (int)(await ListAsync(http, "resourceVersion=999999"))["code"]!);
    }

    [Fact]
    public async Task Fields_select()
    {
        await CreateAsync(Pods, "metadata: { name: a }\nspec: { nodeName: n1, containers: [ { name: c, image: ok } ] }");
        await CreateAsync(Pods, "metadata: { name: b }\nspec: { containers: [ { name: c, image: ok } ] }");
        Assert.Equal(["a"], await NamesAsync("spec.nodeName=n1"));
        Assert.Equal(["b"], await NamesAsync("spec.nodeName!=n1,status.phase=Pending"));
        Assert.Equal(["b"], await NamesAsync("metadata.name=b"));
        var refused = await FailsAsync(() => NamesAsync("spec.unknown=x"));
        Assert.Equal("field label not supported: spec.unknown", refused.Status?.Message);
    }

    private async Task<string[]> NamesAsync(string fields)
    {
        var list = await Client.ListAllAsync(Pods, "default", new ListOptions { FieldSelector = fields });
        return [.. list.Items.Select(item => (string)item["metadata"]!["name"]!)];
    }

    private async Task<JsonObject> ListAsync(HttpClient http, string query) =>
        JsonNode.Parse(await (await http.GetAsync(new Uri(Cluster.Connection.Server, $"api/v1/namespaces/default/configmaps?{query}"))).Content.ReadAsStringAsync())!.AsObject();
}
