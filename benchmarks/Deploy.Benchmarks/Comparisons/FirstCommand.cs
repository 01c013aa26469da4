using Deploy.Benchmarks.Measuring;
using Deploy.Kubernetes;
using Deploy.Testing.Servers;

namespace Deploy.Benchmarks.Comparisons;

/// <summary>
/// <c>Import-Module</c> and a first <c>Get-ReplicaStatus</c> over TLS in a new PowerShell, beside a PowerShell that does nothing; and what no
/// compiled module can go below: an empty one that prints as many rows, and the same when it asks the server once.
/// </summary>
internal sealed class FirstCommand : IComparison
{
    private const int Replicas = 100;
    private const int Rounds = 15;
    private const double Target = 1.45;

    public string Name => "import";

    public string? Missing => RealControlPlane.Missing ?? Shell.Missing;

    public async Task<IReadOnlyList<ResultRow>> RunAsync(CancellationToken ct)
    {
        await using var plane = await RealControlPlane.StartAsync(new RealControlPlaneOptions { Controllers = false }, ct);
        using var client = new KubernetesClient(KubeConfig.Load([plane.Kubeconfig]).Connect());
        for (var index = 0; index < Replicas; index++)
            await StatusOfTenThousand.CreateAsync(client, index, ct);
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["KUBECONFIG"] = plane.Kubeconfig, ["KUBECACHEDIR"] = plane.Kubeconfig + ".cache", ["DEPLOY_HOME"] = Path.GetDirectoryName(plane.Kubeconfig) };
        var empty = $"Import-Module '{Path.Combine(Publication.Make("empty", "benchmarks", "Deploy.EmptyModule"), "EmptyModule.psd1")}'; Get-EmptyRow -Count {Replicas}";
        (string What, string Command, double? Target)[] candidates =
        [
            ($"Import-Module and Get-ReplicaStatus of {Replicas}, whole process (s)", $"Import-Module '{Shell.Manifest}'; Get-ReplicaStatus", Target),
            ("the least: an empty compiled module prints as many rows (s)", empty, null),
            ("the same, once it has asked the server by HttpClient (s)", $"{empty} -Server {plane.Server} -Certificates '{Path.GetDirectoryName(plane.Kubeconfig)}'", null),
        ];
        var (ours, peer) = (candidates.ToDictionary(each => each.What, _ => new List<double>(), StringComparer.Ordinal), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            var seconds = new List<double>();
            foreach (var (what, command, _) in candidates)
            {
                var run = await ShellAsync(command, environment, ct);
                if (run.Lines < Replicas)
                    throw new InvalidOperationException($"{what}: {run.Lines} lines of {Replicas} rows");
                seconds.Add(run.Seconds);
            }
            var bare = (await ShellAsync("1", environment, ct)).Seconds;
            // The first round warms all: file cache and the server's own cache.
            if (round == 0)
                continue;
            for (var index = 0; index < candidates.Length; index++)
                ours[candidates[index].What].Add(seconds[index]);
            peer.Add(bare);
        }
        return [.. candidates.Select(each => new ResultRow(each.What, ours[each.What], "pwsh -NoProfile -Command 1", peer, each.Target))];
    }

    private static Task<WholeProcess> ShellAsync(string command, IReadOnlyDictionary<string, string?> environment, CancellationToken ct) =>
        WholeProcess.RunAsync(Shell.Bare(command), environment, ct);
}
