using System.Text.Json.Nodes;
using Deploy.Benchmarks.Measuring;
using Deploy.Kubernetes;
using Deploy.LocalCluster;
using Deploy.Storage;
using Deploy.Storage.Connections;
using Deploy.Storage.Packages;

namespace Deploy.Benchmarks.Comparisons;

/// <summary>
/// Modules of an embedded API server, each a Deployment with its ReplicaSet and its replicas, of which some can be made due. Only the
/// API and the Deployment controller run, so that nothing but a sweep changes anything.
/// </summary>
internal sealed class SweepGround : IAsyncDisposable
{
    private const string Note = "module.deploy/recycle";
    private static readonly TimeSpan Overdue = TimeSpan.FromHours(30);
    private static readonly TimeSpan SoonExpired = TimeSpan.FromDays(10);
    private static readonly TimeSpan LongValid = TimeSpan.FromDays(80);
    private static readonly ResourceType<JsonObject> Pods = Resources.Untyped("", "v1", "pods", "Pod", namespaced: true);
    private static readonly ResourceType<JsonObject> ReplicaSets = Resources.Untyped("apps", "v1", "replicasets", "ReplicaSet", namespaced: true);

    private readonly ShiftedTime time = new();
    private readonly int modules;
    private readonly int each;
    private readonly string[] sets;
    private KubernetesClient client = null!;
    private PackageStore packages = null!;

    private SweepGround(int modules, int each) => (this.modules, this.each, sets) = (modules, each, new string[modules]);

    public EmbeddedCluster Cluster { get; private set; } = null!;

    /// <summary>What <c>deploy</c> asks of it.</summary>
    public RequestCounter Requests { get; } = new("deploy");

    /// <summary>How many modules have a URL that is due when so many replicas are.</summary>
    public int DueUrls(int due) => Math.Min(due, modules);

    public static async Task<SweepGround> StartAsync(int modules, int each, CancellationToken ct)
    {
        var ground = new SweepGround(modules, each);
        ground.Cluster = await EmbeddedCluster.StartAsync(new LocalClusterOptions { TimeProvider = ground.time, Loops = false, Listen = true, LoggerFactory = ground.Requests }, ct);
        ground.client = new(ground.Cluster.Connection, new KubernetesClientOptions { TimeProvider = ground.time, Name = "benchmark" });
        ground.packages = BlobStore.Open(new StoreConnection { ConnectionString = ground.Cluster.Blobs.ConnectionString, Handler = ground.Cluster.CreateHandler() }, ground.time).Packages;
        await Parallel.ForAsync(0, modules, ct, async (module, token) => await ground.CreateSetAsync(module, token));
        await Parallel.ForAsync(0, modules * each, ct, async (replica, token) => await ground.CreatePodAsync(replica, token));
        return ground;
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await Cluster.DisposeAsync();
    }

    /// <summary>Makes replicas due, one of each module in turn, and the URLs of as many modules; then all are as a controller left them.</summary>
    public async Task<DeploymentLoop> MakeDueAsync(int due, CancellationToken ct)
    {
        time.Back = Overdue;
        await Parallel.ForAsync(0, due, ct, async (index, token) =>
        {
            await client.DeleteAsync(Pods, "default", PodName(DueReplica(index)), new DeleteOptions { GracePeriodSeconds = 0 }, token);
            await CreatePodAsync(DueReplica(index), token);
        });
        time.Back = TimeSpan.Zero;
        await Parallel.ForAsync(0, DueUrls(due), ct, async (module, token) => await SetUrlAsync(module, await UrlAsync(module, SoonExpired, token), token));
        var loop = new DeploymentLoop(Cluster, time);
        while (await client.ListAsync(Workload.Deployments, "default", null, ct).AnyAsync(d => Workload.Generation(d) > Workload.Count(d, "observedGeneration"), ct))
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, ct);
        return loop;
    }

    /// <summary>How many of the replicas that were due are begun, and how many of the URLs are renewed.</summary>
    public async Task<(int Begun, int Renewed)> CountAsync(int due, CancellationToken ct)
    {
        var (begun, renewed) = (0, 0);
        for (var index = 0; index < due; index++)
            begun += (await client.GetAsync(Pods, "default", PodName(DueReplica(index)), ct))["metadata"]!["annotations"]?[Note] is null ? 0 : 1;
        for (var module = 0; module < DueUrls(due); module++)
        {
            var template = (await client.GetAsync(Workload.Deployments, "default", Name(module), ct))["spec"]!["template"]!;
            var url = new Uri((string)template["spec"]!["containers"]![0]!["image"]!);
            renewed += UrlLifetime.Read(url) > time.GetUtcNow() + LongValid ? 1 : 0;
        }
        return (begun, renewed);
    }

    private int DueReplica(int index) => index % modules * each + index / modules;

    private async Task CreateSetAsync(int module, CancellationToken ct)
    {
        var image = await UrlAsync(module, LongValid, ct);
        var deployment = await client.CreateAsync(Workload.Deployments, "default", Workload.Deployment(Name(module), each, image), cancellationToken: ct);
        var set = Workload.Deployment(SetName(module), each, image);
        set["kind"] = "ReplicaSet";
        set["metadata"]!["labels"] = Labels(module);
        set["metadata"]!["ownerReferences"] = new JsonArray(Owner("Deployment", Name(module), (string)deployment["metadata"]!["uid"]!));
        set["spec"]!["selector"] = new JsonObject { ["matchLabels"] = Labels(module) };
        set["spec"]!["template"]!["metadata"]!["labels"] = Labels(module);
        set["spec"]!["template"]!["spec"] = Workload.PodSpec(Name(module), image);
        sets[module] = (string)(await client.CreateAsync(ReplicaSets, "default", set, cancellationToken: ct))["metadata"]!["uid"]!;
        var status = new JsonObject { ["replicas"] = each, ["readyReplicas"] = each, ["availableReplicas"] = each, ["fullyLabeledReplicas"] = each, ["observedGeneration"] = 1 };
        await client.PatchAsync(ReplicaSets, "default", SetName(module), Patch.Merge(new JsonObject { ["status"] = status }), new PatchOptions { Subresource = "status" }, ct);
    }

    private async Task CreatePodAsync(int replica, CancellationToken ct)
    {
        var module = replica / each;
        var spec = Workload.PodSpec(Name(module), $"registry.local/{Name(module)}:1");
        spec["nodeName"] = $"node-{replica % 50}";
        spec.Remove("tolerations");
        await client.CreateAsync(Pods, "default", new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = new JsonObject { ["name"] = PodName(replica), ["labels"] = Labels(module), ["ownerReferences"] = new JsonArray(Owner("ReplicaSet", SetName(module), sets[module])) },
            ["spec"] = spec,
        }, cancellationToken: ct);
        await client.PatchAsync(Pods, "default", PodName(replica), Patch.Merge(new JsonObject { ["status"] = StatusOfTenThousand.Status(Name(module), replica) }), new PatchOptions { Subresource = "status" }, ct);
    }

    private async Task SetUrlAsync(int module, string url, CancellationToken ct)
    {
        JsonArray Image() => [new JsonObject { ["op"] = "replace", ["path"] = "/spec/template/spec/containers/0/image", ["value"] = url }];
        await client.PatchAsync(ReplicaSets, "default", SetName(module), Patch.Json(Image()), cancellationToken: ct);
        await client.PatchAsync(Workload.Deployments, "default", Name(module), Patch.Json(Image()), cancellationToken: ct);
    }

    private async Task<string> UrlAsync(int module, TimeSpan lifetime, CancellationToken ct) =>
        (await packages.SignAsync(new(Name(module), "1.0.0", $"{Name(module)}.jar"), lifetime, ct)).Url.AbsoluteUri;

    private static string Name(int module) => $"biz{module}";

    private static string SetName(int module) => $"biz{module}-5d8f";

    private string PodName(int replica) => $"{SetName(replica / each)}-{replica % each:000000}";

    private static JsonObject Labels(int module)
    {
        var labels = Workload.Labels(Name(module));
        labels["pod-template-hash"] = "5d8f";
        return labels;
    }

    private static JsonObject Owner(string kind, string name, string uid) => new() { ["apiVersion"] = "apps/v1", ["kind"] = kind, ["name"] = name, ["uid"] = uid, ["controller"] = true };
}
