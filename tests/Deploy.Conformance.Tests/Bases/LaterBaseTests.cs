using System.Text.Json.Nodes;
using Deploy.Testing.Bases;
using Deploy.Testing.Servers;

namespace Deploy.Conformance.Tests.Bases;

/// <summary>
/// Modules that wait for a base that is yet to come. On clusters of their own: what other cases do to nodes and pods makes
/// the scheduler look at the waiting module again and again, and each look in vain makes it wait longer before the next.
/// </summary>
public sealed class LaterBaseTests(ClusterPair clusters) : BaseCase(clusters)
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(2);

    [Theory, BothClusters]
    public async Task A_module_for_a_version_of_the_base_that_is_not_there_waits_and_starts_within_two_seconds_of_it(ClusterKind kind)
    {
        if (kind == ClusterKind.Real && RealControlPlane.Missing is { } reason)
            Assert.Skip(reason);
        await using var cluster = kind == ClusterKind.Real ? await RealStart.RunAsync() : await EmbeddedStart.RunAsync();
        await using var bed = await OpenAsync(cluster);
        await bed.StartBasesAsync(1);
        var took = await TimeAsync(bed, "later", "2.0.0");
        TestContext.Current.TestOutputHelper?.WriteLine($"installed {took.TotalMilliseconds:0} ms after the base appeared");
        Assert.True(took < AtOnce, $"it took {took}");
    }

    private static async Task<TimeSpan> TimeAsync(BaseBed bed, string module, string baseVersion)
    {
        var waiting = ModuleObjects.Deployment(module, "1.0.0", bed.Package(module), 1, bed.Environment, baseVersion);
        waiting["spec"]!["template"]!["spec"]!["tolerations"] = new JsonArray(Toleration("schedule.koupleless.io/virtual-node", "True"), Toleration("schedule.koupleless.io/node-env", bed.Environment));
        await bed.Client.CreateAsync(Deployments, bed.Namespace, waiting);
        await Eventually.UntilAsync(async () => (await bed.PodsAsync(module)).Any(p => p.Status.Conditions.Any(c => c is { Type: "PodScheduled", Reason: "Unschedulable" })), "an unschedulable replica");
        // What was turned away a moment ago is not tried again at once (a second, on both): whoever waits for a base waits for longer.
        await Task.Delay(TimeSpan.FromSeconds(1.5), TimeProvider.System);
        var added = bed.StartBase("next-" + module, version: baseVersion);
        await bed.UntilNodeAsync(added, ready: true);
        var appeared = TimeProvider.System.GetTimestamp();
        await UntilReadyAsync(bed, module, 1);
        return TimeProvider.System.GetElapsedTime(appeared);
    }

    private static JsonNode Toleration(string key, string value) => new JsonObject { ["key"] = key, ["operator"] = "Equal", ["value"] = value, ["effect"] = "NoExecute" };
}
