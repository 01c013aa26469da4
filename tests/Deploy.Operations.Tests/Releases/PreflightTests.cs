using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases;

namespace Deploy.Operations.Tests.Releases;

public sealed class PreflightTests(ReleaseCluster cluster)
{
    [Fact]
    public async Task A_quota_without_room_refuses_with_the_numbers_and_nothing_changes()
    {
        var bed = await cluster.BedAsync();
        await QuotaAsync(bed, pods: 2);
        var failure = await Assert.ThrowsAsync<DeployException>(() => bed.PublishAsync(bed.Spec(replicas: 3)));
        Assert.Equal(ReleaseCodes.PreflightFailed, failure.Code);
        Assert.Contains("allows pods 2, of which 0 are used and 3 more are needed", failure.Message, StringComparison.Ordinal);
        Assert.Null(await bed.Client.FindAsync(WorkloadResources.Deployments, bed.Namespace, "biz1"));
    }

    [Fact]
    public async Task Too_little_room_is_said_with_what_is_asked_and_what_is_free()
    {
        var bed = await cluster.BedAsync();
        var plan = await bed.Releases.PlanPublishAsync(ReleaseRequest.FromSpec(bed.Spec() with { Resources = new ModuleResources { Memory = "4Ti" } }));
        Assert.Contains(plan.Warnings, warning => warning.Contains("room for 0 of 3 more replicas on 3 matching nodes", StringComparison.Ordinal) && warning.Contains("memory 4398046511104 asked", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_module_for_a_base_that_is_not_there_yet_is_told_to_wait()
    {
        var bed = await cluster.BedAsync();
        var spec = bed.Spec(image: "https://packages.example/biz1.jar?sig=planted-sig") with { Base = new BaseSelector { Name = "shop", Version = "9" } };
        var plan = await bed.Releases.PlanPublishAsync(ReleaseRequest.FromSpec(spec));
        Assert.Contains(plan.Warnings, warning => warning.Contains("matches base shop:9: the replicas wait until one appears", StringComparison.Ordinal));
        Assert.DoesNotContain("planted-sig", string.Join('\n', plan.Changes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_that_no_base_installs_or_whose_URL_has_expired_is_refused()
    {
        var bed = await cluster.BedAsync();
        var wrong = await Assert.ThrowsAsync<DeployException>(() => bed.PublishAsync(bed.Spec(image: "https://packages.example/biz1.tar")));
        Assert.Contains("neither with .jar nor with .zip", wrong.Message, StringComparison.Ordinal);
        var late = await Assert.ThrowsAsync<DeployException>(() => bed.PublishAsync(bed.Spec(image: "https://packages.example/biz1.jar") with { UrlExpires = DateTimeOffset.UnixEpoch }));
        Assert.Equal(PackageCodes.UrlExpired, late.Code);
    }

    [Fact]
    public async Task Another_package_with_the_same_version_is_refused_where_a_base_would_not_tell_them_apart()
    {
        var bed = await cluster.BedAsync();
        var spec = bed.Spec(image: "https://packages.invalid/biz1.jar", replicas: 0) with { Base = new BaseSelector { Name = "shop" } };
        await bed.PublishAsync(spec);
        var failure = await Assert.ThrowsAsync<DeployException>(() => bed.PublishAsync(spec with { Image = "https://packages.invalid/other.jar" }));
        Assert.Contains("another package with the same version 1.0.0", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_count_that_the_controller_of_peers_would_undo_is_refused()
    {
        var bed = await cluster.BedAsync();
        var spec = bed.Spec(image: "https://packages.invalid/biz1.jar", replicas: 0) with { Base = new BaseSelector { Name = "shop" }, Peer = true };
        await bed.PublishAsync(spec);
        var scaled = await Assert.ThrowsAsync<DeployException>(() => bed.ResizeAsync(4));
        Assert.Equal(ModuleControllerCodes.RescaleRequirementNotMet, scaled.Code);
        var published = await Assert.ThrowsAsync<DeployException>(() => bed.PublishAsync(spec with { Version = "2.0.0", Replicas = 4 }));
        Assert.Equal(ModuleControllerCodes.RescaleRequirementNotMet, published.Code);
        Assert.Contains("would undo 4", published.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_budget_that_lets_none_be_missing_must_be_gone_over_on_purpose_where_a_kind_removes_first()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishManifestAsync(Manifests.StatefulSet());
        await BudgetAsync(bed);
        var refused = await Assert.ThrowsAsync<DeployException>(() => bed.ReplaceAsync("2.0.0", "registry.local/ok:2"));
        Assert.Equal(ReleaseCodes.DowntimeNotAccepted, refused.Code);
        Assert.Contains("budget 'all' allows no replica to be missing (3 are healthy)", refused.Message, StringComparison.Ordinal);
        Assert.Equal("2.0.0", (await bed.ReplaceAsync("2.0.0", "registry.local/ok:2", new ReleaseOptions { AcceptDowntime = true })).Version);
    }

    [Fact]
    public async Task A_plan_changes_nothing_and_says_what_it_would_do()
    {
        var bed = await cluster.BedAsync();
        await bed.PublishAsync(bed.Spec(replicas: 10));
        var before = await bed.ReadAsync("Deployment");
        var plan = await bed.Releases.PlanReplaceAsync(bed.Namespace, "biz1", new Replacement
        {
            Version = "2.0.0",
            Image = "registry.local/ok:2",
            Environment = new Dictionary<string, string> { ["API_TOKEN"] = "planted-5511" },
        }, new ReleaseOptions { Strategy = StrategyKind.Batched });
        Assert.Equal("replace biz1 1.0.0 by 2.0.0", plan.Summary);
        Assert.Equal(["batch 1: 1 replica, then pause", "batch 2: 3 replicas", "batch 3: 3 replicas", "batch 4: 3 replicas"], plan.Steps.Select(step => step.ToString()));
        Assert.Contains(plan.Changes.Single().Fields, field => field.EndsWith("image: registry.local/ok:1 -> registry.local/ok:2", StringComparison.Ordinal));
        Assert.DoesNotContain("planted-5511", string.Join('\n', plan.Changes), StringComparison.Ordinal);
        Assert.Equal(before.TextAt("metadata", "generation"), (await bed.ReadAsync("Deployment")).TextAt("metadata", "generation"));
    }

    // No controller of budgets runs in the local cluster either.
    private static async Task BudgetAsync(ReleaseBed bed)
    {
        var budgets = Resources.Untyped("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", true);
        await bed.Client.CreateAsync(budgets, bed.Namespace, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "all" },
            ["spec"] = new JsonObject { ["minAvailable"] = 3, ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = "biz1" } } },
        });
        var status = new JsonObject { ["status"] = new JsonObject { ["disruptionsAllowed"] = 0, ["currentHealthy"] = 3, ["desiredHealthy"] = 3, ["expectedPods"] = 3 } };
        await bed.Client.PatchAsync(budgets, bed.Namespace, "all", Patch.Merge(status), new PatchOptions { Subresource = "status" });
    }

    // No quota controller runs in the local cluster: the test writes the status that it would write.
    private static async Task QuotaAsync(ReleaseBed bed, int pods)
    {
        var quotas = Resources.Untyped("", "v1", "resourcequotas", "ResourceQuota", true);
        var hard = new JsonObject { ["pods"] = pods.ToString(System.Globalization.CultureInfo.InvariantCulture) };
        await bed.Client.CreateAsync(quotas, bed.Namespace, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "small" },
            ["spec"] = new JsonObject { ["hard"] = hard.DeepClone() },
        });
        var status = new JsonObject { ["status"] = new JsonObject { ["hard"] = hard, ["used"] = new JsonObject { ["pods"] = "0" } } };
        await bed.Client.PatchAsync(quotas, bed.Namespace, "small", Patch.Merge(status), new PatchOptions { Subresource = "status" });
    }
}
