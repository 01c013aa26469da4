using System.Diagnostics;
using System.Globalization;
using Deploy.Benchmarks.Measuring;
using Deploy.Kubernetes;
using Deploy.LocalCluster;
using Deploy.Testing.Bases;

namespace Deploy.Benchmarks.Comparisons;

/// <summary>
/// 20 peer Deployments on every one of 50 to 200 bases, the ordinary way: through the embedded cluster's own controllers and
/// scheduler, all in this process. Its processor time covers cluster, bases and module controller together.
/// </summary>
internal sealed class PeersOnBases : IComparison
{
    private const int Modules = 20;
    private const double MostGrowth = 1.5;
    private static readonly int[] Sizes = [50, 100, 200];

    public string Name => "peers";

    public string? Missing => null;

    public async Task<IReadOnlyList<ResultRow>> RunAsync(CancellationToken ct)
    {
        // What is compiled on first use is no part of the smallest size's cost.
        await SettleAsync(5, ct);
        var runs = new Dictionary<int, (double Seconds, double Cpu)>();
        foreach (var bases in Sizes)
        {
            var run = runs[bases] = await SettleAsync(bases, ct);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Modules} peer Deployments on {bases} bases: {run.Seconds:0.0} s, {run.Cpu:0.0} s CPU of the whole process; load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}"));
        }
        ResultRow Row(string what, int bases, Func<(double Seconds, double Cpu), double> measure, double? target) =>
            new($"{Modules} peer Deployments on {bases} bases: {what}", [1000 * measure(runs[bases]) / bases / Modules], $"{Sizes[0]} bases", [1000 * measure(runs[Sizes[0]]) / Sizes[0] / Modules], target);
        return [.. Sizes.Skip(1).SelectMany(bases => new[] { Row("CPU of the whole process for a module (ms)", bases, r => r.Cpu, MostGrowth), Row("until all are Ready, for 1,000 modules (s)", bases, r => r.Seconds, null) })];
    }

    private static async Task<(double Seconds, double Cpu)> SettleAsync(int bases, CancellationToken ct)
    {
        await using var packages = new PackageServer();
        await using var cluster = await EmbeddedCluster.StartAsync(new LocalClusterOptions { Nodes = 0, Bases = bases }, ct);
        using var client = new KubernetesClient(cluster.Connection);
        await Readiness.UntilAsync(client, Resources.Nodes, null, n => n.Status.Conditions, bases, ct);
        var (begun, worked) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        for (var module = 0; module < Modules; module++)
            await client.CreateAsync(Workload.Deployments, "default", ModuleObjects.Deployment($"m{module}", "1.0.0", packages.Add($"m{module}.jar", BizPackage.Of($"m{module}", "1.0.0")), bases, "base", peer: true), cancellationToken: ct);
        await Readiness.UntilAsync(client, Resources.Pods, "default", p => p.Status.Conditions, bases * Modules, ct);
        return (Stopwatch.GetElapsedTime(begun).TotalSeconds, (Environment.CpuUsage.TotalTime - worked).TotalSeconds);
    }
}
