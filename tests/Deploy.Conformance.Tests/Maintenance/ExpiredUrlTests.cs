using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Deploy.Conformance.Tests.Bases;
using Deploy.Kubernetes;
using Deploy.Operations.Errors;
using Deploy.Operations.Maintenance;
using Deploy.Operations.Maintenance.Refresh;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases;
using Deploy.Storage;
using Deploy.Storage.Packages;
using Deploy.Testing.Bases;

namespace Deploy.Conformance.Tests.Maintenance;

/// <summary>Modules on bases that really download their packages: from a URL that works, that has expired, and that was renewed. (samples/maintenance.ps1 does so on the embedded cluster.)</summary>
public sealed class ExpiredUrlTests(ClusterPair clusters) : BaseCase(clusters)
{
    private static readonly ResourceType<JsonObject> Sets = Resources.Untyped("apps", "v1", "replicasets", "ReplicaSet", namespaced: true);
    private readonly ClusterPair clusters = clusters;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Theory, InlineData(ClusterKind.Real)]
    public async Task Scaling_out_meets_403_until_the_url_is_renewed_and_a_rollback_renews_its_own(ClusterKind kind)
    {
        await using var bed = await OpenAsync(kind);
        await bed.StartBasesAsync(4);
        var store = BlobStore.Open(new() { ConnectionString = (await clusters.GetAsync(kind)).Store });
        var urls = new PackageUrls(store.Packages);
        var releases = new ModuleReleases(bed.Client, TimeProvider.System, new() { RenewUrl = (image, ct) => urls.RenewAsync(image, Now, ct) });
        var name = bed.Environment + "-clock";
        await RunAsync(releases, await releases.PlanPublishAsync(ReleaseRequest.FromSpec(Spec(bed, name, await StoreAsync(store, name, "1.0.0"))), Token));
        await RunAsync(releases, await releases.PlanReplaceAsync(bed.Namespace, name, new() { Version = "2.0.0", Image = await StoreAsync(store, name, "2.0.0") }, null, Token));
        await LetExpireAsync(bed, store, name);
        var before = await PodsAsync(bed, name);

        var refused = await Assert.ThrowsAsync<DeployException>(async () => await RunAsync(releases, await ResizeAsync(releases, bed, name)));
        Assert.Equal("Package.UrlExpired", refused.Code.Code);
        Assert.Contains(" 403 ", refused.Message, StringComparison.Ordinal);

        var report = await new RefreshUrls(Context(bed, store)).RunAsync(Now, Token);
        Assert.True(report is { Outcome: MaintenanceOutcome.Completed, Done: 2 }, $"{report} {string.Join("; ", report.Steps)}");
        await RunAsync(releases, await ResizeAsync(releases, bed, name));

        var after = await PodsAsync(bed, name);
        Assert.Equal((2, 3), (before.Count, after.Count));
        Assert.Superset(before, after);
        Assert.Equal(2, await RevisionsAsync(bed));

        await LetExpireAsync(bed, store, name);
        var undone = await RunAsync(releases, await releases.PlanUndoAsync(bed.Namespace, name, 1, null, Token));
        Assert.Equal(("1.0.0", 3), (undone.Version, undone.Responsive));
        Assert.Equal(2, await RevisionsAsync(bed));
    }

    private static ModuleSpec Spec(BaseBed bed, string name, string image) => new()
    {
        Name = name,
        Version = "1.0.0",
        Image = image,
        Namespace = bed.Namespace,
        Replicas = 2,
        Base = new() { Name = bed.Environment, Environment = bed.Environment },
    };

    private static MaintenanceContext Context(BaseBed bed, BlobStore store, TimeSpan? lifetime = null) => new(bed.Client, store, new()
    {
        Namespace = bed.Namespace,
        LeaseNamespace = bed.Namespace,
        Refresh = new() { Lifetime = lifetime ?? UrlLifetime.Maximum },
    });

    private static async Task<string> StoreAsync(BlobStore store, string name, string version)
    {
        var content = BizPackage.Of(name, version);
        var upload = new PackageUpload
        {
            Address = new(name, version, $"{name}.jar"),
            Sha256 = Convert.ToHexString(SHA256.HashData(content)),
            Size = content.Length,
            By = "tests",
        };
        await store.Packages.UploadAsync(upload, new MemoryStream(content), null, Token);
        return (await store.Packages.SignAsync(upload.Address, UrlLifetime.Maximum, Token)).Url.AbsoluteUri;
    }

    /// <summary>No replica that runs needs its URL any more, so one that lives for seconds restarts nobody.</summary>
    private static async Task LetExpireAsync(BaseBed bed, BlobStore store, string name)
    {
        var life = TimeSpan.FromSeconds(8);
        var step = await new RefreshUrls(Context(bed, store, life)).RefreshAsync(ModuleKind.Deployment, bed.Namespace, name, Now, Token);
        Assert.True(step.Outcome == StepOutcome.Done, step.ToString());
        var end = Now + life;
        await Eventually.UntilAsync(() => Task.FromResult(Now > end), "the URL expires");
    }

    private static Task<ReleasePlan> ResizeAsync(ModuleReleases releases, BaseBed bed, string name) => releases.PlanResizeAsync(bed.Namespace, name, 3, null, Token);

    private static Task<Release> RunAsync(ModuleReleases releases, ReleasePlan plan) => releases.RunAsync(plan, null, Token);

    /// <summary>Each replica with what would tell a restart.</summary>
    private static async Task<HashSet<string>> PodsAsync(BaseBed bed, string name)
    {
        var replicas = (await bed.PodsAsync(name)).Where(pod => pod.Metadata.DeletionTimestamp is null && pod.Metadata.Labels["module.koupleless.io/version"] == "2.0.0");
        return [.. replicas.Select(pod => $"{pod.Metadata.Uid} since {pod.Status.StartTime:O}, {pod.Status.ContainerStatuses.Sum(c => c.RestartCount)} restarts")];
    }

    private static async Task<int> RevisionsAsync(BaseBed bed) => (await bed.Client.ListAllAsync(Sets, bed.Namespace, null, Token)).Items.Count;
}
