using System.Text.Json.Nodes;
using Deploy.LocalCluster.Patching;
using Deploy.LocalCluster.Store;
using Deploy.Testing;

namespace Deploy.LocalCluster.Tests.Patching;

/// <summary>One folder per case: kind.txt, input.yaml, merge|json|strategic.yaml, and output.yaml or error.txt.</summary>
public sealed class PatchCaseTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Patching", "Cases");

    public static TheoryData<string> Cases => [.. Directory.GetDirectories(Folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_patch_gives_what_the_case_says(string name)
    {
        var input = Yaml.Read(await ReadAsync(name, "input.yaml"));
        var before = input.DeepClone();
        var kind = ResourceKinds.All.Single(known => known.Kind == File.ReadAllText(Path.Combine(Folder, name, "kind.txt")).Trim());
        if (!File.Exists(Path.Combine(Folder, name, "error.txt")))
        {
            var expected = Yaml.Read(await ReadAsync(name, "output.yaml"));
            var actual = await ApplyAsync(name, kind, input);
            Assert.True(JsonNode.DeepEquals(expected, actual), $"expected {expected.ToJsonString()}\nbut was  {actual?.ToJsonString()}");
            Assert.NotEqual(before.ToJsonString(), expected.ToJsonString());
            return;
        }

        var failure = await Assert.ThrowsAsync<PatchException>(() => ApplyAsync(name, kind, input));
        Assert.Contains((await ReadAsync(name, "error.txt")).Trim(), failure.Message, StringComparison.Ordinal);
    }

    private static async Task<JsonNode?> ApplyAsync(string name, ResourceKind kind, JsonObject input)
    {
        if (File.Exists(Path.Combine(Folder, name, "merge.yaml"))) return MergePatch.Apply(input, Yaml.Read(await ReadAsync(name, "merge.yaml")));
        if (File.Exists(Path.Combine(Folder, name, "json.yaml"))) return JsonPatch.Apply(input, Yaml.Parse(await ReadAsync(name, "json.yaml")).AsArray());
        return StrategicMergePatch.Apply(input, Yaml.Read(await ReadAsync(name, "strategic.yaml")), PatchSchemas.For(kind));
    }

    private static Task<string> ReadAsync(string name, string file) => File.ReadAllTextAsync(Path.Combine(Folder, name, file));
}
