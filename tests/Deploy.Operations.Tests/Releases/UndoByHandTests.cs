using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases;
using Deploy.Operations.Releases.Rollout;
using Deploy.Operations.Releases.State;
using Deploy.Operations.Repair;

namespace Deploy.Operations.Tests.Releases;

/// <summary>An undo by kubectl brings back the notes of the earlier release, maybe from before it had ended, with its lock. They bind nobody.</summary>
public sealed class UndoByHandTests(ReleaseCluster cluster)
{
    [Theory]
    [InlineData(StrategyKind.Rolling)]
    [InlineData(StrategyKind.Batched)]
    [InlineData(StrategyKind.Safe)]
    public async Task Notes_of_a_release_that_had_not_ended_when_they_were_copied_are_seen_for_what_they_are(StrategyKind strategy)
    {
        var bed = await cluster.BedAsync();
        var options = new ReleaseOptions { Strategy = strategy, Batches = new BatchOptions { Size = 1, Pause = PauseAfter.Never }, Safe = new SafeOptions { Grace = TimeSpan.Zero } };
        await bed.PublishAsync(bed.Spec(replicas: 2) with { Service = new ModuleService { Port = 8080 } });
        await bed.ReplaceAsync("2.0.0", "registry.local/ok:2", options);
        await bed.ReplaceAsync("3.0.0", "registry.local/ok:3", options);
        await CopyAsIfUnendedAsync(bed);
        await KubectlMoves.UndoAsync(bed);

        // The note says Running and a lock holds for a minute yet; but the history has gone on without that release.
        Assert.Contains("\"holder\":\"ghost\"", (await bed.ReadAsync("Deployment")).TextAt("metadata", "annotations", ModuleLabels.Lock), StringComparison.Ordinal);
        var waited = await bed.Releases.WaitAsync(bed.Namespace, "biz1", TimeSpan.FromSeconds(60));
        Assert.Equal((ReleaseStatus.Current, "2.0.0"), (waited.Status, waited.Version));
        Assert.Null((await bed.ModuleAsync()).Release);
        var findings = (await new ModuleRepair(bed.Client, TimeProvider.System).PlanAsync(bed.Namespace)).Findings;
        Assert.DoesNotContain(findings, finding => finding.Kind == RepairKind.InterruptedRelease);

        var next = bed.As("another");
        var plan = await next.PlanReplaceAsync(bed.Namespace, "biz1", new Replacement { Version = "4.0.0", Image = "registry.local/ok:4" }, ReleaseBed.Bounded(null));
        Assert.Equal((ReleaseStatus.Current, "4.0.0"), ((await next.RunAsync(plan)).Status, (await bed.ModuleAsync()).Version));
        Assert.Equal(new Dictionary<string, int> { ["4.0.0"] = 2 }, await bed.ReadyByVersionAsync());
    }

    [Fact]
    public async Task Right_after_a_release_has_ended_it_binds_nobody_either()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 2));
        await bed.ReplaceAsync("2.0.0", "registry.local/ok:2");
        await KubectlMoves.UndoAsync(bed);
        var next = bed.As("another");
        await next.RunAsync(await next.PlanReplaceAsync(bed.Namespace, "biz1", new Replacement { Version = "3.0.0", Image = "registry.local/ok:3" }, ReleaseBed.Bounded(null)));
        Assert.Equal(new Dictionary<string, int> { ["3.0.0"] = 2 }, await bed.ReadyByVersionAsync());
    }

    // What the ReplicaSet of the second release carries when its controller did not copy the annotations again before the third one began.
    private static async Task CopyAsIfUnendedAsync(ReleaseBed bed)
    {
        var live = new Workload(ModuleKind.Deployment, await bed.ReadAsync("Deployment"));
        var earlier = (await RevisionReader.ReadAsync(bed.Client, live, CancellationToken.None)).Where(item => item.Revision < live.Revision).MaxBy(item => item.Revision)!;
        var record = JsonNode.Parse(earlier.Annotation(ModuleLabels.Release))!;
        record["phase"] = "Running";
        var held = new ReleaseLock { Holder = "ghost", Reason = "replace", Release = (string)record["id"]!, Expires = TimeProvider.System.GetUtcNow().AddMinutes(1) };
        await AnnotateAsync(bed, WorkloadResources.ReplicaSets, earlier.Name, record.ToJsonString(), held.Write());
    }

    private static Task AnnotateAsync(ReleaseBed bed, ResourceType<JsonObject> resource, string name, string record, string? held) =>
        bed.Client.PatchAsync(resource, bed.Namespace, name, Patch.Merge(new JsonObject
        {
            ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [ModuleLabels.Release] = record, [ModuleLabels.Lock] = held } },
        }));
}
