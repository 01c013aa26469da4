using System.Diagnostics;
using System.Text.Json.Nodes;
using Deploy.Benchmarks.Measuring;
using Deploy.Kubernetes;
using Deploy.LocalCluster.Nodes;
using Deploy.Testing.Servers;

namespace Deploy.Benchmarks.Comparisons;

/// <summary>
/// 100 replicas replaced by our rolling release, beside <c>kubectl set image</c> and <c>kubectl rollout status</c>, on one real control plane:
/// of a Deployment that keeps them all meanwhile, as ours does, and of one with Kubernetes' default, which lets a quarter be missing.
/// </summary>
internal sealed class ReplaceHundred : IComparison
{
    private const int Replicas = 100;
    private const int Rounds = 9;
    private const double Target = 1.0;
    private const string Kept = "kept";
    private const string PeerName = "kubectl set image + rollout status";

    public string Name => "replace";

    public string? Missing => RealControlPlane.Missing ?? Kubectl.Missing ?? Shell.Missing;

    public async Task<IReadOnlyList<ResultRow>> RunAsync(CancellationToken ct)
    {
        await using var plane = await RealControlPlane.StartAsync(new RealControlPlaneOptions { ControllerRequestRate = 2000, Audit = true }, ct);
        var connection = KubeConfig.Load([plane.Kubeconfig]).Connect();
        // Nodes at their real pace: containers take as long to start as they do in a cluster.
        await using var nodes = await NodePool.StartAsync(connection, new NodePoolOptions { Speed = 1 }, ct: ct);
        using var client = new KubernetesClient(connection, new KubernetesClientOptions { Name = "benchmark" });
        foreach (var name in new[] { "ours", "peer", Kept })
        {
            var deployment = Workload.Deployment(name, Replicas, "registry.local/ok:1");
            if (name == Kept)
                deployment["spec"]!["strategy"] = OursByHand();
            await client.CreateAsync(Workload.Deployments, "default", deployment, cancellationToken: ct);
            await Workload.UntilAsync(client, name, deployment => Workload.Count(deployment, "readyReplicas") == Replicas, ct);
        }

        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["KUBECONFIG"] = plane.Kubeconfig,
            ["KUBECACHEDIR"] = plane.Kubeconfig + ".cache",
            ["DEPLOY_HOME"] = Path.GetDirectoryName(plane.Kubeconfig),
        };
        await using var session = ShellSession.Start(environment);
        var requests = new ServerRequests(plane.AuditLog);
        var (ours, peer, kept) = (new List<double>(), new List<double>(), new List<double>());
        var (ourRequests, theirRequests) = (new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            // An image of its own for each: who comes second must not find on the nodes what the first had pulled.
            var image = $"registry.local/ok:ours-{round}";
            await requests.SkipAsync(ct);
            var our = (await session.RunAsync($"Switch-Module ours -Version {round + 2}.0.0 -Image {image}", ct)).Seconds;
            await SettleAsync(client, "ours", ct);
            var their = await ReplaceWithKubectlAsync("peer", round, environment, ct);
            await SettleAsync(client, "peer", ct);
            var counts = await requests.CountAsync(["deploy", "kubectl"], ct);
            var keeping = await ReplaceWithKubectlAsync(Kept, round, environment, ct);
            await SettleAsync(client, Kept, ct);
            // The first round warms all: file cache, discovery cache.
            if (round == 0)
                continue;
            ours.Add(our);
            peer.Add(their);
            kept.Add(keeping);
            ourRequests.Add(counts["deploy"]);
            theirRequests.Add(counts["kubectl"]);
        }
        return
        [
            new ResultRow("replace 100 replicas, rolling, none missing meanwhile, in a session (s)", ours, PeerName + ", none missing either", kept, Target),
            new ResultRow("the same, beside a rollout that lets a quarter be missing (s)", ours, PeerName, peer, null),
            // What it costs kubectl itself that none may be missing.
            new ResultRow("kubectl set image + rollout status, none missing meanwhile (s)", kept, PeerName + ", a quarter missing", peer, null),
            new ResultRow("replace 100 replicas, rolling, requests to the server", ourRequests, PeerName, theirRequests, 1),
        ];
    }

    // The next round shall not begin while pods of this one still end.
    private static async Task SettleAsync(KubernetesClient client, string name, CancellationToken ct)
    {
        while ((await client.ListAllAsync(Resources.Pods, "default", new ListOptions { LabelSelector = $"module.koupleless.io/name={name}" }, ct)).Items.Count > Replicas)
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, ct);
    }

    // What our rolling strategy makes of the default of a quarter more and a quarter missing while it runs.
    private static JsonObject OursByHand() => new()
    {
        ["rollingUpdate"] = new JsonObject { ["maxSurge"] = "50%", ["maxUnavailable"] = 0 },
    };

    private static async Task<double> ReplaceWithKubectlAsync(string name, int round, IReadOnlyDictionary<string, string?> environment, CancellationToken ct)
    {
        var begun = Stopwatch.GetTimestamp();
        var kubectl = ProgramPath.Find("kubectl")!;
        await WholeProcess.RunAsync(kubectl, ["set", "image", $"deployment/{name}", $"{name}=registry.local/ok:{name}-{round}"], environment, ct);
        await WholeProcess.RunAsync(kubectl, ["rollout", "status", $"deployment/{name}"], environment, ct);
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }
}
