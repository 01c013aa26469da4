using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Operations.Maintenance.Refresh;
using Deploy.Operations.Modules;
using Deploy.Operations.Tests.Maintenance.Lab;
using Deploy.Storage.Packages;

namespace Deploy.Operations.Tests.Maintenance.Refresh;

/// <summary>DaemonSets and StatefulSets against the API alone; the test plays their controllers.</summary>
public sealed class OnDeleteRefreshTests : IAsyncLifetime
{
    private MaintenanceLab lab = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => lab = await MaintenanceLab.StartAsync(loops: false);

    public ValueTask DisposeAsync() => lab.DisposeAsync();

    [Theory]
    [InlineData("DaemonSet", """{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":2}}""", "updatedNumberScheduled")]
    [InlineData("StatefulSet", """{"type":"RollingUpdate","rollingUpdate":{"partition":1}}""", "updatedReplicas")]
    public async Task The_own_strategy_comes_back_when_all_replicas_were_replaced(string kind, string strategy, string counter)
    {
        var type = WorkloadResources.Of(Enum.Parse<ModuleKind>(kind));
        await CreateAsync(kind, strategy);
        var task = new RefreshUrls(lab.Context());

        await task.RunAsync(lab.Now, Token);
        var during = await lab.Client.GetAsync(type, MaintenanceLab.Ns, "peer", Token);
        await task.RunAsync(lab.Now, Token);
        var still = await lab.Client.GetAsync(type, MaintenanceLab.Ns, "peer", Token);
        var status = new JsonObject { ["status"] = new JsonObject { ["observedGeneration"] = still.NumberAt("metadata", "generation"), [counter] = 2, ["desiredNumberScheduled"] = 2 } };
        await lab.Client.PatchAsync(type, MaintenanceLab.Ns, "peer", Patch.Merge(status), new() { Subresource = "status" }, Token);
        await task.RunAsync(lab.Now, Token);
        var after = await lab.Client.GetAsync(type, MaintenanceLab.Ns, "peer", Token);

        Assert.Equal("OnDelete", during.TextAt("spec", "updateStrategy", "type"));
        Assert.True(PackageImage.In(during["spec"]!["template"], lab.Store.Packages.Recognise).Single().ExpiresOn > lab.Now.AddDays(80));
        Assert.Equal("OnDelete", still.TextAt("spec", "updateStrategy", "type"));
        var own = JsonNode.Parse(strategy)!["rollingUpdate"]!.AsObject().Single();
        Assert.Equal("RollingUpdate", after.TextAt("spec", "updateStrategy", "type"));
        Assert.Equal(own.Value!.ToString(), after.TextAt("spec", "updateStrategy", "rollingUpdate", own.Key));
        Assert.Null(after.TextAt("metadata", "annotations", RefreshNote.Annotation));
    }

    [Fact]
    public async Task One_that_is_OnDelete_anyway_is_done_in_one_write()
    {
        await CreateAsync("DaemonSet", """{"type":"OnDelete"}""");
        var report = await new RefreshUrls(lab.Context()).RunAsync(lab.Now, Token);
        var live = await lab.Client.GetAsync(WorkloadResources.DaemonSets, MaintenanceLab.Ns, "peer", Token);
        Assert.Equal(1, report.Done);
        Assert.Null(live.TextAt("metadata", "annotations", RefreshNote.Annotation));
        Assert.NotNull(live.TextAt("metadata", "annotations", ModuleLabels.UrlExpires));
    }

    [Fact]
    public async Task A_url_of_another_store_is_told_and_left_alone()
    {
        var foreign = $"https://elsewhere.example/p/a.jar?se={Uri.EscapeDataString(lab.Now.AddDays(1).ToString("O"))}&sig=SECRET";
        await lab.DeployAsync("orders", foreign, 1);
        var report = await new RefreshUrls(lab.Context()).RunAsync(lab.Now, Token);
        Assert.Contains("another store", Assert.Single(report.Warnings), StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", report.Warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rollback_renews_a_single_image_only_when_it_must()
    {
        var urls = new PackageUrls(lab.Store.Packages);
        var soon = (await lab.Store.Packages.SignAsync(new("a", "1", "a.jar"), TimeSpan.FromDays(2), Token)).Url.AbsoluteUri;
        var late = (await lab.Store.Packages.SignAsync(new("a", "1", "a.jar"), TimeSpan.FromDays(80), Token)).Url.AbsoluteUri;
        Assert.True(PackageUrls.ExpiresOn(await urls.RenewAsync(soon, lab.Now, Token)) > lab.Now.AddDays(80));
        Assert.Equal(late, await urls.RenewAsync(late, lab.Now, Token));
        Assert.Equal("registry.local/ok:1", await urls.RenewAsync("registry.local/ok:1", lab.Now, Token));
    }

    [Fact]
    public void Equal_packages_never_get_equal_urls()
    {
        var now = lab.Now;
        var package = new PackageAddress("a", "1", "a.jar");
        PackageImage Image(int index, double days) => new("containers", index, $"u{index}{days}", package, now.AddDays(days));
        var fresh = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);
        IReadOnlyList<PackageImage>[] history = [[Image(0, 1), Image(1, 2)], [Image(0, 3)], [Image(0, 400) with { ExpiresOn = fresh }]];
        var plan = UrlPlan.Work(history, now.AddDays(30), fresh);
        Assert.Equal(3, plan.Values.Distinct().Count());
        Assert.DoesNotContain(fresh, plan.Values);
    }

    private async Task CreateAsync(string kind, string strategy)
    {
        var url = (await lab.Store.Packages.SignAsync(new("peer", "1", "peer.jar"), TimeSpan.FromDays(3), Token)).Url.AbsoluteUri;
        await lab.CreateAsync($$"""
            apiVersion: apps/v1
            kind: {{kind}}
            metadata: {name: peer}
            spec:
              {{(kind == "StatefulSet" ? "replicas: 2" : "")}}
              {{(kind == "StatefulSet" ? "serviceName: peer" : "")}}
              updateStrategy: {{strategy}}
              selector: {matchLabels: {app: peer} }
              template:
                metadata: {labels: {app: peer} }
                spec: {containers: [{name: peer, image: "{{url}}"}]}
            """);
    }
}
