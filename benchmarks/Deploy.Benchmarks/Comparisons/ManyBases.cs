using System.Diagnostics;
using System.Globalization;
using Deploy.Benchmarks.Measuring;
using Deploy.Kubernetes;
using Deploy.Testing;
using Deploy.Testing.Bases;

namespace Deploy.Benchmarks.Comparisons;

/// <summary>20 modules on each of 50, 100 and 200 simulated bases until all are Ready: what the controller asks for a module must not grow with the bases.</summary>
internal sealed class ManyBases : IComparison
{
    private const int Modules = 20;

    public string Name => "bases";

    public string? Missing => null;

    public async Task<IReadOnlyList<ResultRow>> RunAsync(CancellationToken ct)
    {
        var few = await SettleAsync(50, ct);
        var rows = new List<ResultRow>();
        foreach (var bases in (int[])[100, 200])
            rows.Add(new ResultRow($"requests of the controller for a module, {bases} bases with {Modules} modules each", [await SettleAsync(bases, ct)], "50 bases", [few], 1.5));
        return rows;
    }

    private static async Task<double> SettleAsync(int bases, CancellationToken ct)
    {
        await using var fixture = await LocalClusterFixture.StartApiAsync();
        using var counting = new CountingHandler(fixture.Cluster.CreateHandler());
        using var counted = new KubernetesClient(fixture.Cluster.Connection with { Handler = counting });
        await using var bed = new BaseBed(fixture.Client, "many");
        var (begun, worked) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        bed.StartController(own: counted);
        var started = await bed.StartBasesAsync(bases);
        var packages = Enumerable.Range(0, Modules).Select(module => bed.Package($"m{module}")).ToList();
        await Parallel.ForEachAsync(started, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = ct }, async (target, _) =>
        {
            for (var module = 0; module < Modules; module++)
                await bed.PublishAsync($"m{module}-{target.Identity}", target, $"m{module}", "1.0.0", packages[module]);
        });
        await Eventually.UntilAsync(async () => (await fixture.Client.ListAllAsync(Resources.Pods, "default", cancellationToken: ct)).Items.Count(BaseBed.IsReady) == bases * Modules, "all modules ready", TimeSpan.FromMinutes(5));
        var lists = counting.Lists.Values.Sum();
        var each = (double)(counting.Others + lists) / (bases * Modules);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{bases} bases, {bases * Modules} modules: {Stopwatch.GetElapsedTime(begun).TotalSeconds:0.0} s, {(Environment.CpuUsage.TotalTime - worked).TotalSeconds:0.0} s CPU of the whole process, {counting.Others + lists} requests of the controller, {each:0.00} for a module, {lists} full lists"));
        return each;
    }
}
