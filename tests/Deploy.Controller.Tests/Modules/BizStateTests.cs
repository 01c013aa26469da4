using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Deploy.Controller.Arklet;
using Deploy.Controller.Modules;
using Deploy.Kubernetes.Models;
using Deploy.Testing;
using static Deploy.Controller.Tests.Modules.Situations;

namespace Deploy.Controller.Tests.Modules;

/// <summary>What a base answers of a module, and what its pod says for it: one that never ran, and one that did.</summary>
public sealed class BizStateTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Modules", "States");

    public static TheoryData<string> Cases => [.. Directory.EnumerateFiles(Folder, "*.input.json").Select(f => Path.GetFileName(f).Replace(".input.json", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_pod_says_what_the_golden_file_says(string name)
    {
        using var answer = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, name + ".input.json")));
        var expected = await File.ReadAllTextAsync(Path.Combine(Folder, name + ".output.txt"));
        var installed = ArkletReader.ReadAllBiz(answer.RootElement);
        Assert.Equal(expected.ReplaceLineEndings("\n"), Describe("never ran", Pod("p"), installed) + Describe("ran", Pod("p", status: Ran()), installed));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task No_odd_answer_keeps_a_base_from_being_decided_on(string name)
    {
        var document = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, name + ".input.json")))!;
        var count = 0;
        foreach (var odd in JsonMutations.Of(document))
        {
            using var answer = JsonDocument.Parse(odd?.ToJsonString() ?? "null");
            var installed = ArkletReader.ReadAllBiz(answer.RootElement);
            ArkletReader.ReadReply(answer.RootElement);
            ArkletReader.ReadHealth(answer.RootElement);
            BasePlanner.Decide(Of([Pod("p", status: Ran()), Pod("q", version: "2.0.0"), Pod("gone", deleting: true), Pod("past", phase: "Failed")], installed, ["biz1:1.0.0", "biz1:2.0.0"]));
            count++;
        }
        Assert.True(count > 50, $"only {count} answers were tried");
    }

    private static string Describe(string label, ModulePod pod, IReadOnlyList<BizInfo> installed)
    {
        var actions = BasePlanner.Decide(Of([pod], installed, ["biz1:1.0.0"]));
        // No report: the pod says it already.
        var status = actions.Reports.SingleOrDefault()?.Status ?? pod.Pod.Status;
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{label}: {status.Phase}, {(status.Conditions.Any(c => c is { Type: "Ready", Status: "True" }) ? "ready" : "not ready")}{(status.Reason is { } reason ? $", {reason}" : "")}\n");
        foreach (var container in status.ContainerStatuses)
            text.Append(CultureInfo.InvariantCulture, $"  {Describe(container.State)}{(container.LastState.Terminated is { } last ? $"; before: {last.Reason}" : "")}\n");
        foreach (var biz in actions.Installs)
            text.Append(CultureInfo.InvariantCulture, $"  install {biz}\n");
        foreach (var biz in actions.Uninstalls)
            text.Append(CultureInfo.InvariantCulture, $"  uninstall {biz}\n");
        return text.ToString();
    }

    private static string Describe(ContainerState state) => state switch
    {
        { Running: { } running } => $"running since {running.StartedAt:HH:mm:ss}",
        { Waiting: { } waiting } => $"waiting {waiting.Reason} {waiting.Message}".TrimEnd(),
        { Terminated: { } end } => $"terminated {end.Reason} {end.Message}".TrimEnd(),
        _ => "nothing",
    };
}
