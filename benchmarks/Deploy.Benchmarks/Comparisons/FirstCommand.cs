using System.Diagnostics;
using Deploy.Benchmarks.Measuring;
using Deploy.Kubernetes;
using Deploy.Testing.Servers;

namespace Deploy.Benchmarks.Comparisons;

/// <summary><c>Import-Module</c> and a first <c>Get-ReplicaStatus</c> in a new PowerShell, beside a PowerShell that does nothing plus the server's answer.</summary>
internal sealed class FirstCommand : IComparison
{
    private const int Replicas = 100;
    private const int Rounds = 7;

    private static string Manifest => Path.Combine(ConsoleProgram.Root, "out", "Deploy", "Deploy.psd1");

    public string Name => "import";

    public string? Missing => RealControlPlane.Missing
        ?? (ProgramPath.Find("pwsh") is null ? "pwsh is not on the PATH" : File.Exists(Manifest) ? null : "the module is not built: run ./build.ps1");

    public async Task<IReadOnlyList<ResultRow>> RunAsync(CancellationToken ct)
    {
        await using var plane = await RealControlPlane.StartAsync(new RealControlPlaneOptions { Controllers = false }, ct);
        using var client = new KubernetesClient(KubeConfig.Load([plane.Kubeconfig]).Connect());
        for (var index = 0; index < Replicas; index++)
            await StatusOfTenThousand.CreateAsync(client, index, ct);
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["KUBECONFIG"] = plane.Kubeconfig, ["DEPLOY_HOME"] = Path.GetDirectoryName(plane.Kubeconfig) };
        var (ours, peer) = (new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            var our = await ShellAsync($"Import-Module '{Manifest}'; Get-ReplicaStatus", environment, ct);
            var their = await ShellAsync("1", environment, ct);
            var answer = await AnswerAsync(client, ct);
            if (our.Lines < Replicas)
                throw new InvalidOperationException($"Get-ReplicaStatus listed {our.Lines} of {Replicas} replicas");
            // The first round warms both: file cache and the server's own cache.
            if (round == 0)
                continue;
            ours.Add(our.Seconds);
            peer.Add(their.Seconds + answer);
        }
        return [new ResultRow($"Import-Module and Get-ReplicaStatus of {Replicas}, whole process (s)", ours, "pwsh -NoProfile -Command 1, plus the server's answer", peer, 1.6)];
    }

    private static Task<WholeProcess> ShellAsync(string command, IReadOnlyDictionary<string, string?> environment, CancellationToken ct) =>
        WholeProcess.RunAsync(ProgramPath.Find("pwsh")!, ["-NoProfile", "-NonInteractive", "-Command", command], environment, ct);

    private static async Task<double> AnswerAsync(KubernetesClient client, CancellationToken ct)
    {
        var begun = Stopwatch.GetTimestamp();
        await client.ListAllAsync(Resources.Pods, "default", new ListOptions { FromCache = true }, ct);
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }
}
