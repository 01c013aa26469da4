using System.Diagnostics;
using Deploy.Benchmarks.Measuring;
using Deploy.LocalCluster;
using Deploy.Testing.Servers;

namespace Deploy.Benchmarks.Comparisons;

/// <summary>A local cluster until it is ready, beside etcd and kube-apiserver until <c>/readyz</c> says so.</summary>
internal sealed class ClusterStart : IComparison
{
    private const int Rounds = 5;

    public string Name => "start";

    public string? Missing => RealControlPlane.Missing ?? Shell.Missing;

    public async Task<IReadOnlyList<ResultRow>> RunAsync(CancellationToken ct)
    {
        var (inProcess, ownProcess, peer) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            peer.Add(await StartPeerAsync(ct));
            ownProcess.Add(await StartProcessAsync(ct));
            inProcess.Add(await StartInProcessAsync(ct));
        }
        const string peerName = "etcd + kube-apiserver";
        return
        [
            new ResultRow("Import-Module and Start-LocalCluster, whole process, until ready (s)", ownProcess, peerName, peer, null),
            new ResultRow("local cluster inside this process, until ready (s)", inProcess, peerName, peer, 0.1),
        ];
    }

    private static async Task<double> StartPeerAsync(CancellationToken ct)
    {
        await using var plane = await RealControlPlane.StartAsync(new RealControlPlaneOptions { Controllers = false }, ct);
        return plane.ApiServerStart.TotalSeconds;
    }

    private static async Task<double> StartInProcessAsync(CancellationToken ct)
    {
        var begun = Stopwatch.GetTimestamp();
        await using var cluster = await EmbeddedCluster.StartAsync(new LocalClusterOptions { Listen = true }, ct);
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static async Task<double> StartProcessAsync(CancellationToken ct)
    {
        var home = Directory.CreateTempSubdirectory("deploy-home-");
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["DEPLOY_HOME"] = home.FullName };
        try
        {
            var started = await Shell.RunAsync("Start-LocalCluster", environment, ct);
            return started.Seconds;
        }
        finally
        {
            await Shell.RunAsync("Stop-LocalCluster", environment, CancellationToken.None);
            home.Delete(recursive: true);
        }
    }
}
