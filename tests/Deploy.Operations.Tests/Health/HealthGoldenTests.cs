using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Deploy.Operations.Health;
using Deploy.Testing;

namespace Deploy.Operations.Tests.Health;

/// <summary>Answers of real and of odd bases, each judged as the base is set up and with all modules required.</summary>
public sealed class HealthGoldenTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Health", "Answers");

    public static TheoryData<string> Cases => [.. Directory.EnumerateFiles(Folder, "*.input.json").Select(f => Path.GetFileName(f).Replace(".input.json", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task An_answer_is_judged_as_the_golden_file_says(string name)
    {
        using var answer = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, name + ".input.json")));
        var expected = await File.ReadAllTextAsync(Path.Combine(Folder, name + ".output.txt"));
        Assert.Equal(expected.ReplaceLineEndings("\n"), Describe(answer.RootElement));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task No_odd_answer_keeps_a_base_from_being_judged(string name)
    {
        var document = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, name + ".input.json")))!;
        foreach (var odd in JsonMutations.Of(document))
        {
            using var answer = JsonDocument.Parse(odd?.ToJsonString() ?? "null");
            var verdict = ActuatorReader.ReadHealth(answer.RootElement, requireModules: true);
            Assert.True(verdict.Status == HealthStatus.Up || verdict.DecidedBy.Length > 0 || verdict.Components.Count == 0, "what is not well is named");
            Assert.Empty(ActuatorReader.ReadInfo(answer.RootElement).Modules);
        }
    }

    [Theory]
    [InlineData("""{"arkBizInfo":[{"bizName":"base","bizVersion":"1","bizState":"activated","webContextPath":"/"},{"bizName":"biz1","bizVersion":2,"bizState":7,"extra":{}},{"bizVersion":"9"},3,null],"arkPluginInfo":[{"pluginName":"web","pluginVersion":"1.0"}]}""", "base:1 ACTIVATED /|biz1:2 7 |web:1.0")]
    [InlineData("""{"arkBizInfo":{"a":1},"arkPluginInfo":"none"}""", "")]
    [InlineData("[]", "")]
    [InlineData("""{"arkBizInfo":[{"bizName":"a"},{"bizName":"b","bizState":"BROKEN"},{"bizName":"c","bizState":"RESOLVED"},{"bizName":"d","bizState":"DEACTIVATED"},{"bizName":"e","bizState":"STOPPED"},{"bizName":"f","bizState":"UNRESOLVED"}]}""", "a: UNKNOWN |b: BROKEN |c: RESOLVED |d: DEACTIVATED |e: STOPPED |f: UNRESOLVED ")]
    public void Modules_and_plugins_are_read_whatever_else_is_there(string json, string expected)
    {
        using var answer = JsonDocument.Parse(json);
        var info = ActuatorReader.ReadInfo(answer.RootElement);
        Assert.Equal(expected, string.Join("|", info.Modules.Select(m => $"{m.Name}:{m.Version} {m.State} {m.WebContextPath}").Concat(info.Plugins.Select(p => p.ToString()))));
    }

    private static string Describe(JsonElement answer)
    {
        var text = new StringBuilder();
        foreach (var (label, required) in new (string, bool?)[] { ("as set up", null), ("modules required", true) })
        {
            var verdict = ActuatorReader.ReadHealth(answer, required);
            text.Append(CultureInfo.InvariantCulture, $"{label}: {verdict.Status.ToString().ToUpperInvariant()}{(verdict.DecidedBy.Length > 0 ? $" by {verdict.DecidedBy}" : "")}\n");
            foreach (var component in verdict.Components)
                text.Append(CultureInfo.InvariantCulture, $"  {component}{(component.Details.Count > 0 ? ": " : "")}{string.Join(", ", component.Details)}\n");
        }
        return text.ToString();
    }
}
