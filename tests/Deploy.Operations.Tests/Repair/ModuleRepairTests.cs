using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases;
using Deploy.Operations.Repair;
using Deploy.Operations.Tests.Releases;

namespace Deploy.Operations.Tests.Repair;

public sealed class ModuleRepairTests(ReleaseCluster cluster)
{
    [Fact]
    public async Task A_sound_module_needs_no_repair()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 1) with { Service = new ModuleService { Port = 80 } });
        Assert.Empty((await Repair(bed).PlanAsync(bed.Namespace)).Findings);
    }

    [Fact]
    public async Task A_release_that_nobody_drives_is_rolled_back()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 2));
        await bed.ReplaceAsync("2.0.0", "registry.local/ok:2", new ReleaseOptions { Strategy = StrategyKind.Batched, Batches = new BatchOptions { Size = 1 } });
        await SetPhaseAsync(bed, "Running");
        var finding = Assert.Single((await Repair(bed).PlanAsync(bed.Namespace, "biz*")).Findings);
        Assert.Equal(RepairKind.InterruptedRelease, finding.Kind);
        Assert.Contains("rolled back to 1.0.0", finding.Remedy, StringComparison.Ordinal);

        Assert.All(await RepairAsync(bed), outcome => Assert.True(outcome.Repaired, outcome.Message));
        Assert.Equal(new Dictionary<string, int> { ["1.0.0"] = 2 }, await bed.ReadyByVersionAsync());
        Assert.Empty((await Repair(bed).PlanAsync(bed.Namespace)).Findings);
    }

    [Fact]
    public async Task A_barrier_left_by_an_undo_of_kubectl_gets_the_own_values_back()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 2));
        await bed.ReplaceAsync("2.0.0", "registry.local/ok:2", new ReleaseOptions { Strategy = StrategyKind.Batched, Batches = new BatchOptions { Size = 1 } });
        await KubectlMoves.UndoAsync(bed);
        Assert.Equal(RepairKind.LeftBarrier, Assert.Single((await Repair(bed).PlanAsync(bed.Namespace)).Findings).Kind);
        Assert.All(await RepairAsync(bed), outcome => Assert.True(outcome.Repaired, outcome.Message));
        var deployment = await bed.ReadAsync("Deployment");
        Assert.Equal((0L, 600L, "25%"), (deployment.NumberAt("spec", "minReadySeconds") ?? 0, deployment.NumberAt("spec", "progressDeadlineSeconds"), deployment.TextAt("spec", "strategy", "rollingUpdate", "maxSurge")));
    }

    [Fact]
    public async Task Leftovers_of_a_module_that_is_gone_are_deleted_and_others_stay()
    {
        var bed = await cluster.BedAsync();
        await bed.Client.CreateAsync(WorkloadResources.Services, bed.Namespace, Service("left", ModuleLabels.Along, "gone"));
        await bed.Client.CreateAsync(WorkloadResources.Services, bed.Namespace, Service("foreign", "app", "other"));
        var finding = Assert.Single((await Repair(bed).PlanAsync(bed.Namespace)).Findings);
        Assert.Equal((RepairKind.LeftAlong, "Service left", "gone"), (finding.Kind, finding.Target, finding.Module));
        await RepairAsync(bed);
        Assert.Null(await bed.Client.FindAsync(WorkloadResources.Services, bed.Namespace, "left"));
        Assert.NotNull(await bed.Client.FindAsync(WorkloadResources.Services, bed.Namespace, "foreign"));
    }

    /// <summary>Recycling leaves a replica in service until its replacement answers, which it may not do for long.</summary>
    [Theory]
    [InlineData(1, "True", false)]
    [InlineData(2, "True", true)]
    [InlineData(1, "False", true)]
    public void A_replica_that_no_workload_owns_stays_while_it_does_the_work_of_one_that_is_missing(int ready, string answers, bool goes)
    {
        var workload = JsonNode.Parse($$"""
            {"metadata":{"name":"biz1","namespace":"default","labels":{"module.koupleless.io/name":"biz1"} },
             "spec":{"replicas":2,"template":{"metadata":{"labels":{"module.koupleless.io/name":"biz1"} },"spec":{"containers":[{"name":"biz1","image":"i:1"}] } } },
             "status":{"readyReplicas":{{ready}} } }
            """)!.AsObject();
        var pod = JsonNode.Parse($$"""
            {"metadata":{"name":"biz1-x","namespace":"default","generateName":"biz1-","creationTimestamp":"2026-01-01T00:00:00Z","labels":{"module.koupleless.io/name":"biz1"},
             "annotations":{"module.deploy/decommissioned-at":"2026-01-01T10:00:00Z"} },
             "spec":{"containers":[{"name":"biz1","image":"i:1"}] },"status":{"conditions":[{"type":"Ready","status":"{{answers}}"}] } }
            """)!.AsObject();
        var found = RepairSearch.Find(new RepairFacts { Workloads = [new Workload(ModuleKind.Deployment, workload)], Pods = [pod], Now = DateTimeOffset.Parse("2026-01-01T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture) });
        Assert.Equal(goes, found.Any(finding => finding.Kind == RepairKind.OrphanReplica));
        // Of a module that is gone it is a leftover.
        Assert.Contains(RepairSearch.Find(new RepairFacts { Pods = [pod], Now = DateTimeOffset.Parse("2026-01-01T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture) }), finding => finding.Kind == RepairKind.OrphanReplica);
    }

    [Fact]
    public async Task A_deletion_held_by_our_finalizer_is_let_go_and_one_held_by_others_is_explained()
    {
        var bed = await cluster.BedAsync();
        foreach (var (name, finalizer) in new[] { ("mine", ModuleLabels.ArchiveFinalizer), ("theirs", "example.com/guard") })
        {
            await bed.PublishAsync(bed.Spec(name: name) with { Kind = ModuleKind.Pod, Replicas = null });
            await bed.Client.PatchAsync(WorkloadResources.Pods, bed.Namespace, name, Patch.Merge(new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = new JsonArray(finalizer) } }));
            await bed.Client.DeleteAsync(WorkloadResources.Pods, bed.Namespace, name, new DeleteOptions { GracePeriodSeconds = 0 });
        }
        var plan = await Repair(bed).PlanAsync(bed.Namespace, patience: TimeSpan.Zero);
        Assert.Equal([true, false], plan.Findings.Where(finding => finding.Kind == RepairKind.StuckDeletion && finding.Target.StartsWith("Pod", StringComparison.Ordinal))
            .DistinctBy(finding => finding.Target).OrderBy(finding => finding.Target, StringComparer.Ordinal).Select(finding => finding.CanRepair));
        Assert.Contains(plan.Findings, finding => finding.Explanation.Contains("example.com/guard", StringComparison.Ordinal));
        await Repair(bed).RunAsync(plan);
        Assert.Null(await bed.Client.FindAsync(WorkloadResources.Pods, bed.Namespace, "mine"));
        Assert.NotNull(await bed.Client.FindAsync(WorkloadResources.Pods, bed.Namespace, "theirs"));
    }

    private static ModuleRepair Repair(ReleaseBed bed) => new(bed.Client, TimeProvider.System, new ReleaseEnvironment { Holder = "repair" });

    private static async Task<IReadOnlyList<RepairOutcome>> RepairAsync(ReleaseBed bed) =>
        await Repair(bed).RunAsync(await Repair(bed).PlanAsync(bed.Namespace));

    private static async Task SetPhaseAsync(ReleaseBed bed, string phase)
    {
        var deployment = await bed.ReadAsync("Deployment");
        var record = JsonNode.Parse(deployment.TextAt("metadata", "annotations", ModuleLabels.Release)!)!;
        record["phase"] = phase;
        await bed.Client.PatchAsync(WorkloadResources.Deployments, bed.Namespace, "biz1",
            Patch.Merge(new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [ModuleLabels.Release] = record.ToJsonString() } } }));
    }

    private static JsonObject Service(string name, string label, string value) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { [label] = value } },
        ["spec"] = new JsonObject { ["selector"] = new JsonObject { ["app"] = "x" }, ["ports"] = new JsonArray(new JsonObject { ["port"] = 80 }) },
    };
}
