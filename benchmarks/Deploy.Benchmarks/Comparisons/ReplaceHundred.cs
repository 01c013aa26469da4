using System.Diagnostics;
using Deploy.Benchmarks.Measuring;
using Deploy.Kubernetes;
using Deploy.LocalCluster.Nodes;
using Deploy.Testing.Servers;

namespace Deploy.Benchmarks.Comparisons;

/// <summary>100 replicas replaced by our rolling release, beside <c>kubectl set image</c> and <c>kubectl rollout status</c>, on one real control plane.</summary>
internal sealed class ReplaceHundred : IComparison
{
    private const int Replicas = 100;
    private const int Rounds = 9;
    private const string PeerName = "kubectl set image + rollout status";

    public string Name => "replace";

    public string? Missing => RealControlPlane.Missing ?? Kubectl.Missing;

    public async Task<IReadOnlyList<ResultRow>> RunAsync(CancellationToken ct)
    {
        await using var plane = await RealControlPlane.StartAsync(new RealControlPlaneOptions { ControllerRequestRate = 2000, Audit = true }, ct);
        var connection = KubeConfig.Load([plane.Kubeconfig]).Connect();
        // Nodes at their real pace: containers take as long to start as they do in a cluster.
        await using var nodes = await NodePool.StartAsync(connection, new NodePoolOptions { Speed = 1 }, ct: ct);
        using var client = new KubernetesClient(connection, new KubernetesClientOptions { Name = "benchmark" });
        foreach (var name in new[] { "ours", "peer" })
        {
            await client.CreateAsync(Workload.Deployments, "default", Workload.Deployment(name, Replicas, "registry.local/ok:1"), cancellationToken: ct);
            await Workload.UntilAsync(client, name, deployment => Workload.Count(deployment, "readyReplicas") == Replicas, ct);
        }

        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["KUBECONFIG"] = plane.Kubeconfig,
            ["KUBECACHEDIR"] = plane.Kubeconfig + ".cache",
            ["DEPLOY_HOME"] = Path.GetDirectoryName(plane.Kubeconfig),
        };
        var requests = new ServerRequests(plane.AuditLog);
        var (ours, peer) = (new List<double>(), new List<double>());
        var (ourRequests, theirRequests) = (new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            // An image of its own for each: who comes second must not find on the nodes what the first had pulled.
            var (image, theirImage) = ($"registry.local/ok:ours-{round}", $"registry.local/ok:peer-{round}");
            await requests.SkipAsync(ct);
            var our = (await WholeProcess.RunAsync(ConsoleProgram.Path, ["Switch-Module", "ours", "-Version", $"{round + 2}.0.0", "-Image", image], environment, ct)).Seconds;
            await SettleAsync(client, "ours", ct);
            var their = await ReplaceWithKubectlAsync(theirImage, environment, ct);
            await SettleAsync(client, "peer", ct);
            // The first round warms both: file cache, discovery cache.
            if (round == 0)
                continue;
            var counts = await requests.CountAsync(["deploy", "kubectl"], ct);
            ours.Add(our);
            peer.Add(their);
            ourRequests.Add(counts["deploy"]);
            theirRequests.Add(counts["kubectl"]);
        }
        return
        [
            new ResultRow("replace 100 replicas, rolling, whole process (s)", ours, PeerName, peer, 1.05),
            new ResultRow("replace 100 replicas, rolling, requests to the server", ourRequests, PeerName, theirRequests, 1),
        ];
    }

    // The next round shall not begin while pods of this one still end.
    private static async Task SettleAsync(KubernetesClient client, string name, CancellationToken ct)
    {
        while ((await client.ListAllAsync(Resources.Pods, "default", new ListOptions { LabelSelector = $"module.koupleless.io/name={name}" }, ct)).Items.Count > Replicas)
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, ct);
    }

    private static async Task<double> ReplaceWithKubectlAsync(string image, IReadOnlyDictionary<string, string?> environment, CancellationToken ct)
    {
        var begun = Stopwatch.GetTimestamp();
        var kubectl = ProgramPath.Find("kubectl")!;
        await WholeProcess.RunAsync(kubectl, ["set", "image", "deployment/peer", $"peer={image}"], environment, ct);
        await WholeProcess.RunAsync(kubectl, ["rollout", "status", "deployment/peer"], environment, ct);
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }
}
