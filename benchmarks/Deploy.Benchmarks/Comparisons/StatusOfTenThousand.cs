using System.Text.Json.Nodes;
using Deploy.Benchmarks.Measuring;
using Deploy.Kubernetes;
using Deploy.Testing.Servers;

namespace Deploy.Benchmarks.Comparisons;

/// <summary>
/// <c>Get-ReplicaStatus</c> beside <c>kubectl get pods</c> over 10,000 replicas on a real API server: in a new PowerShell, and in a session
/// that stands, as objects, printed, and of one module.
/// </summary>
internal sealed class StatusOfTenThousand : IComparison
{
    private const int Replicas = 10_000;
    private const int PerModule = 10;
    private const int Rounds = 7;
    private static readonly ResourceType<JsonObject> Pods = Resources.Untyped("", "v1", "pods", "Pod", namespaced: true);

    public string Name => "status";

    public string? Missing => RealControlPlane.Missing ?? Kubectl.Missing ?? Shell.Missing ?? (OperatingSystem.IsLinux() ? null : "peak memory is read from /proc");

    public async Task<IReadOnlyList<ResultRow>> RunAsync(CancellationToken ct)
    {
        // Without controllers nothing touches the pods while they are listed.
        await using var plane = await RealControlPlane.StartAsync(new RealControlPlaneOptions { Controllers = false }, ct);
        using var client = new KubernetesClient(KubeConfig.Load([plane.Kubeconfig]).Connect());
        await Parallel.ForEachAsync(Enumerable.Range(0, Replicas), new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = ct },
            async (index, token) => await CreateAsync(client, index, token));

        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["KUBECONFIG"] = plane.Kubeconfig,
            ["KUBECACHEDIR"] = plane.Kubeconfig + ".cache",
            ["DEPLOY_HOME"] = Path.GetDirectoryName(plane.Kubeconfig),
        };
        await using var session = ShellSession.Start(environment);
        var (ours, peer, few) = (new List<WholeProcess>(), new List<WholeProcess>(), new List<double>());
        var (objects, printed, module) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            var our = Whole(await Shell.RunAsync("Get-ReplicaStatus", environment, ct));
            var their = Whole(await KubectlAsync(environment, ct));
            var kept = (await session.RunAsync($"$all = Get-ReplicaStatus; if ($all.Count -ne {Replicas}) {{ throw $all.Count }}", ct)).Seconds;
            var shown = await session.RunAsync("Get-ReplicaStatus", ct);
            var one = (await session.RunAsync($"$some = Get-ReplicaStatus biz7; if ($some.Count -ne {PerModule}) {{ throw $some.Count }}", ct)).Seconds;
            var selected = (await KubectlAsync(environment, ct, "-l", "module.koupleless.io/name=biz7")).Seconds;
            // The first round warms all: file cache, discovery cache, the server's own cache, compiled code.
            if (round == 0)
                continue;
            ours.Add(our);
            peer.Add(their);
            objects.Add(kept);
            printed.Add(shown.Lines >= Replicas ? shown.Seconds : throw new InvalidOperationException($"{shown.Lines} lines of {Replicas} replicas"));
            module.Add(one);
            few.Add(selected);
        }
        const string peerName = "kubectl get pods";
        IReadOnlyList<double> times = [.. peer.Select(run => run.Seconds)];
        return
        [
            new ResultRow("Import-Module and Get-ReplicaStatus of 10,000, whole process (s)", [.. ours.Select(run => run.Seconds)], peerName, times, 0.7),
            new ResultRow("the same, peak memory (MiB)", [.. ours.Select(run => run.PeakMebibytes)], peerName, [.. peer.Select(run => run.PeakMebibytes)], 0.5),
            new ResultRow("Get-ReplicaStatus of 10,000 in a session, as objects (s)", objects, peerName, times, 0.13),
            new ResultRow("the same, printed (s)", printed, peerName, times, 0.25),
            new ResultRow($"Get-ReplicaStatus of one module of {PerModule} among 10,000 in a session, as objects (s)", module, peerName + " -l", few, 0.1),
        ];
    }

    private static Task<WholeProcess> KubectlAsync(IReadOnlyDictionary<string, string?> environment, CancellationToken ct, params string[] arguments) =>
        WholeProcess.RunAsync(ProgramPath.Find("kubectl")!, ["get", "pods", .. arguments], environment, ct);

    private static WholeProcess Whole(WholeProcess run) =>
        run.Lines >= Replicas ? run : throw new InvalidOperationException($"{run.Lines} lines of {Replicas} replicas");

    /// <summary>Writes one replica that runs.</summary>
    internal static async Task CreateAsync(KubernetesClient client, int index, CancellationToken ct)
    {
        var name = $"biz{index / PerModule}-7d9c5b8f6d-{index:00000}";
        var module = $"biz{index / PerModule}";
        var spec = Workload.PodSpec(module, $"registry.local/packages/{module}-1.0.0.jar");
        spec["nodeName"] = $"base-{index % 200}";
        await client.CreateAsync(Pods, "default", new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = Workload.Labels(module) },
            ["spec"] = spec,
        }, cancellationToken: ct);
        await client.PatchAsync(Pods, "default", name, Patch.Merge(new JsonObject { ["status"] = Status(module, index) }), new PatchOptions { Subresource = "status" }, ct);
    }

    internal static JsonObject Status(string module, int index) => new()
    {
        ["phase"] = "Running",
        ["podIP"] = $"10.{index / 65536}.{index / 256 % 256}.{index % 256}",
        ["startTime"] = "2026-01-01T00:00:00Z",
        ["conditions"] = new JsonArray([.. new[] { "Initialized", "Ready", "ContainersReady", "PodScheduled" }.Select(type => new JsonObject
        {
            ["type"] = type,
            ["status"] = "True",
            ["lastTransitionTime"] = "2026-01-01T00:00:01Z",
        })]),
        ["containerStatuses"] = new JsonArray(new JsonObject
        {
            ["name"] = module,
            ["image"] = "registry.local/ok:1",
            ["imageID"] = "registry.local/ok@sha256:0",
            ["containerID"] = $"simulated://{index}",
            ["ready"] = true,
            ["started"] = true,
            ["restartCount"] = 0,
            ["state"] = new JsonObject { ["running"] = new JsonObject { ["startedAt"] = "2026-01-01T00:00:01Z" } },
        }),
    };
}
