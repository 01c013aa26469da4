using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Testing;

namespace Deploy.LocalCluster.Tests.Api;

public sealed class WriteTests : ApiTest
{
    [Fact]
    public async Task What_is_created_gets_its_system_fields()
    {
        var made = await CreateAsync(ConfigMaps, "metadata: { name: a }\ndata: { k: v }");
        var metadata = made["metadata"]!;
        Assert.Equal("2026-01-01T00:00:00Z", (string?)metadata["creationTimestamp"]);
        Assert.Equal("default", (string?)metadata["namespace"]);
        Assert.True(Guid.TryParse((string?)metadata["uid"], out _));
        Assert.True(JsonNode.DeepEquals(made, await GetAsync(ConfigMaps, "a")));
    }

    [Fact]
    public async Task The_same_name_twice_is_refused()
    {
        await CreateAsync(ConfigMaps, "metadata: { name: a }");
        Assert.True((await FailsAsync(() => CreateAsync(ConfigMaps, "metadata: { name: a }"))).IsAlreadyExists);
    }

    [Fact]
    public async Task Generated_names_differ()
    {
        var names = new HashSet<string>();
        for (var i = 0; i < 20; i++) names.Add((string)(await CreateAsync(ConfigMaps, "metadata: { generateName: x- }"))["metadata"]!["name"]!);
        Assert.Equal(20, names.Count);
        Assert.All(names, name => Assert.Matches("^x-[a-z0-9]{5}$", name));
    }

    [Fact]
    public async Task A_write_on_an_old_version_conflicts_and_changes_nothing()
    {
        var first = await CreateAsync(ConfigMaps, "metadata: { name: a }\ndata: { k: one }");
        await Client.PatchAsync(ConfigMaps, "default", "a", Patch.Merge(new JsonObject { ["data"] = new JsonObject { ["k"] = "two" } }));
        Assert.True((await FailsAsync(() => Client.ReplaceAsync(ConfigMaps, "default", "a", first))).IsConflict);
        Assert.Equal("two", (string?)(await GetAsync(ConfigMaps, "a"))["data"]!["k"]);
    }

    [Fact]
    public async Task A_write_that_changes_nothing_keeps_the_version()
    {
        var made = await CreateAsync(ConfigMaps, "metadata: { name: a }\ndata: { k: one }");
        var again = await Client.PatchAsync(ConfigMaps, "default", "a", Patch.Merge(new JsonObject { ["data"] = new JsonObject { ["k"] = "one" } }));
        Assert.Equal(Version(made), Version(again));
    }

    [Fact]
    public async Task Generation_counts_spec_changes_only()
    {
        var made = await CreateAsync(Deployments, Workload);
        Assert.Equal(1, Generation(made));
        var labelled = await PatchAsync("metadata: { labels: { x: y } }");
        Assert.Equal(1, Generation(labelled));
        Assert.Equal(2, Generation(await PatchAsync("spec: { replicas: 4 }")));
        var status = await Client.PatchAsync(Deployments, "default", "web", Patch.Merge(Yaml.Read("status: { replicas: 4 }\nspec: { replicas: 9 }")), new PatchOptions { Subresource = "status" });
        Assert.Equal(2, Generation(status));
        Assert.Equal(4, (int)status["spec"]!["replicas"]!);
        Assert.Equal(4, (int)status["status"]!["replicas"]!);
    }

    [Fact]
    public async Task Status_is_not_written_through_the_object()
    {
        await CreateAsync(Deployments, Workload + "\nstatus: { replicas: 7 }");
        var patched = await PatchAsync("status: { replicas: 7 }");
        Assert.Null(patched["status"]!["replicas"]);
    }

    [Fact]
    public async Task A_dry_run_answers_and_stores_nothing()
    {
        var made = await Client.CreateAsync(ConfigMaps, "default", Yaml.Read("metadata: { name: dry }"), new CreateOptions { DryRun = true });
        Assert.Equal("dry", (string?)made["metadata"]!["name"]);
        Assert.Null(await Client.FindAsync(ConfigMaps, "default", "dry"));
    }

    [Fact]
    public async Task Fields_nobody_knows_survive()
    {
        await CreateAsync(Deployments, Workload.Replace("image: \"ok:1\"", "image: \"ok:1\", futureField: { deep: [1, 2] }", StringComparison.Ordinal));
        var patched = await PatchAsync("spec: { template: { spec: { containers: [ { name: c, image: \"ok:2\" } ] } } }", strategic: true);
        var container = patched["spec"]!["template"]!["spec"]!["containers"]![0]!;
        Assert.Equal("ok:2", (string?)container["image"]);
        Assert.Equal(2, (int)container["futureField"]!["deep"]![1]!);
    }

    private Task<JsonObject> PatchAsync(string yaml, bool strategic = false) => Client.PatchAsync(
        Deployments, "default", "web", strategic ? Patch.Strategic(Yaml.Read(yaml)) : Patch.Merge(Yaml.Read(yaml)));
}
