using Deploy.Controller.Control;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Testing;
using Deploy.Testing.Bases;

namespace Deploy.Controller.Tests.Clusters;

/// <summary>Which waiting pods get a word when a base appears. No scheduler runs: the test says what it did.</summary>
public sealed class SchedulingNudgeTests
{
    [Fact]
    public async Task Only_a_pod_that_the_scheduler_turned_away_gets_a_word()
    {
        await using var fixture = await LocalClusterFixture.StartApiAsync();
        await using var bed = new BaseBed(fixture.Client, "nudge");
        bed.StartController();
        var url = bed.Package("biz1");
        foreach (var name in (string[])["away", "queued"])
            await fixture.Client.CreateAsync(Resources.Untyped("", "v1", "pods", "Pod", namespaced: true), "default", ModuleObjects.Pod(name, null, "biz1", "1.0.0", url));
        await fixture.Client.PatchAsync(Resources.Pods, "default", "away", Patch.Strategic(new() { ["status"] = new System.Text.Json.Nodes.JsonObject { ["conditions"] = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject { ["type"] = "PodScheduled", ["status"] = "False" }) } }), new PatchOptions { Subresource = "status" });
        await bed.StartBasesAsync(3);
        await Eventually.UntilAsync(async () => HasWord(await fixture.Client.GetAsync(Resources.Pods, "default", "away")), "a word for the pod that was turned away");
        Assert.False(HasWord(await fixture.Client.GetAsync(Resources.Pods, "default", "queued")));
    }

    private static bool HasWord(Pod pod) => pod.Status.Conditions.Any(c => c.Type == SchedulingNudge.ConditionType);
}
