using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Deploy.Benchmarks.Measuring;
using Deploy.Kubernetes;
using Deploy.LocalCluster;
using Deploy.Operations.Maintenance;
using Deploy.Operations.Maintenance.Recycling;
using Deploy.Operations.Maintenance.Refresh;
using Deploy.Storage;
using Deploy.Storage.Connections;
using Deploy.Testing;
using Deploy.Testing.Servers;

namespace Deploy.Benchmarks.Comparisons;

/// <summary>
/// A sweep (recycling, and what is due for a fresh URL) over replicas of an embedded API server of which ten are due, beside
/// <c>kubectl get pods</c> of the same. Only the API runs, so that nothing but the sweep changes anything.
/// </summary>
internal sealed class MaintenanceSweep : IComparison
{
    private const int Due = 10;
    private const int PerModule = 100;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly int[] Sizes = [1_000, 10_000, 100_000];
    private static readonly ResourceType<JsonObject> Pods = Resources.Untyped("", "v1", "pods", "Pod", namespaced: true);
    private static readonly ResourceType<JsonObject> ReplicaSets = Resources.Untyped("apps", "v1", "replicasets", "ReplicaSet", namespaced: true);

    public string Name => "sweep";

    public string? Missing => Kubectl.Missing;

    public async Task<IReadOnlyList<ResultRow>> RunAsync(CancellationToken ct)
    {
        var rows = new List<ResultRow>();
        foreach (var size in Sizes)
            rows.AddRange(await SweepAsync(size, ct));
        return rows;
    }

    private static async Task<IReadOnlyList<ResultRow>> SweepAsync(int size, CancellationToken ct)
    {
        var time = new VirtualTime(Start);
        await using var cluster = await EmbeddedCluster.StartAsync(new LocalClusterOptions { TimeProvider = time, Loops = false, Listen = true }, ct);
        using (var client = new KubernetesClient(cluster.Connection, new KubernetesClientOptions { TimeProvider = time }))
            await FillAsync(client, size, time, ct);
        var kubectl = await ListWithKubectlAsync(cluster, size, ct);
        using var counting = new WriteCounter(cluster.CreateHandler());
        using var counted = new KubernetesClient(cluster.Connection with { Handler = counting }, new KubernetesClientOptions { TimeProvider = time });
        var context = new MaintenanceContext(counted, BlobStore.Open(new StoreConnection { ConnectionString = cluster.Blobs.ConnectionString, Handler = cluster.CreateHandler() }, time), new MaintenanceOptions { Namespace = "default" }, time: time);
        using var memory = new PeakMemory();
        var begun = Stopwatch.GetTimestamp();
        var report = await new RecycleReplicas(context).RunAsync(time.GetUtcNow(), ct);
        await new RefreshUrls(context).PlanAsync(time.GetUtcNow(), ct);
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        if (report.Begun + report.Done != Due)
            throw new InvalidOperationException($"{report.Begun} begun and {report.Done} done of {Due} due: {report.Outcome} {report.Message}");
        var what = size.ToString("N0", CultureInfo.InvariantCulture);
        return
        [
            new ResultRow($"sweep of {what} replicas, {Due} due (s)", [seconds], "kubectl get pods", [kubectl], null),
            new ResultRow($"the same: requests, of them {counting.Writes} writes", [counting.All], "replicas", [size], null),
            new ResultRow("the same: memory beyond what the cluster holds (MiB)", [memory.Mebibytes], "replicas in thousands", [size / 1000.0], null),
        ];
    }

    // The first ten replicas, one of each of ten modules, are a day and a quarter older than the rest.
    private static async Task FillAsync(KubernetesClient client, int size, VirtualTime time, CancellationToken ct)
    {
        var uids = new List<string>();
        for (var module = 0; module < size / PerModule; module++)
            uids.Add(await CreateSetAsync(client, module, ct));
        for (var module = 0; module < Due; module++)
            await CreatePodAsync(client, module, 0, uids[module], ct);
        time.Jump(TimeSpan.FromHours(30));
        await Parallel.ForEachAsync(Enumerable.Range(0, size).Where(index => index % PerModule > 0 || index / PerModule >= Due), ct,
            async (index, token) => await CreatePodAsync(client, index / PerModule, index % PerModule, uids[index / PerModule], token));
    }

    private static async Task<string> CreateSetAsync(KubernetesClient client, int module, CancellationToken ct)
    {
        var deployment = await client.CreateAsync(Workload.Deployments, "default", Workload.Deployment($"biz{module}", PerModule, Image(module)), cancellationToken: ct);
        var set = (JsonObject)Workload.Deployment($"biz{module}-5d8f", PerModule, Image(module)).DeepClone();
        set["kind"] = "ReplicaSet";
        set["metadata"]!["ownerReferences"] = new JsonArray(Owner("Deployment", $"biz{module}", (string)deployment["metadata"]!["uid"]!));
        set["spec"]!["selector"] = new JsonObject { ["matchLabels"] = Labels(module) };
        set["spec"]!["template"]!["metadata"]!["labels"] = Labels(module);
        return (string)(await client.CreateAsync(ReplicaSets, "default", set, cancellationToken: ct))["metadata"]!["uid"]!;
    }

    private static async Task CreatePodAsync(KubernetesClient client, int module, int index, string owner, CancellationToken ct)
    {
        var name = $"biz{module}-5d8f-{index:000}";
        var spec = Workload.PodSpec($"biz{module}", Image(module));
        spec["nodeName"] = $"node-{index % 50}";
        spec.Remove("tolerations");
        await client.CreateAsync(Pods, "default", new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = Labels(module), ["ownerReferences"] = new JsonArray(Owner("ReplicaSet", $"biz{module}-5d8f", owner)) },
            ["spec"] = spec,
        }, cancellationToken: ct);
        await client.PatchAsync(Pods, "default", name, Patch.Merge(new JsonObject { ["status"] = StatusOfTenThousand.Status($"biz{module}", index) }), new PatchOptions { Subresource = "status" }, ct);
    }

    private static string Image(int module) => $"registry.local/biz{module}:1";

    private static JsonObject Labels(int module)
    {
        var labels = Workload.Labels($"biz{module}");
        labels["pod-template-hash"] = "5d8f";
        return labels;
    }

    private static JsonObject Owner(string kind, string name, string uid) => new() { ["apiVersion"] = "apps/v1", ["kind"] = kind, ["name"] = name, ["uid"] = uid, ["controller"] = true };

    private static async Task<double> ListWithKubectlAsync(EmbeddedCluster cluster, int size, CancellationToken ct)
    {
        var server = cluster.ListenerUri!.AbsoluteUri.TrimEnd('/');
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["KUBECONFIG"] = "/dev/null", ["KUBECACHEDIR"] = Path.Combine(Path.GetTempPath(), $"kubecache-{Environment.ProcessId}") };
        var run = await WholeProcess.RunAsync(ProgramPath.Find("kubectl")!, ["--server", server, "get", "pods"], environment, ct);
        return run.Lines >= size ? run.Seconds : throw new InvalidOperationException($"kubectl listed {run.Lines} of {size} replicas");
    }
}
