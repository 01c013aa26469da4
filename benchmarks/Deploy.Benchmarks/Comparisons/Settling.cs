using System.Diagnostics;
using System.Globalization;

namespace Deploy.Benchmarks.Comparisons;

/// <summary>What it took the controller to bring modules onto bases, and what it takes while nothing happens.</summary>
internal sealed record Settling
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);

    public required int Bases { get; init; }

    /// <summary>Modules installed, on all bases together.</summary>
    public required int Installed { get; init; }

    /// <summary>From the first pod until all were Ready.</summary>
    public required double Seconds { get; init; }

    /// <summary>What the controller asked the API server meanwhile, watches and lists left out, by verb and resource.</summary>
    public required IReadOnlyDictionary<string, int> ByPurpose { get; init; }

    /// <summary>What it asked the bases meanwhile, by command.</summary>
    public required IReadOnlyDictionary<string, int> Asked { get; init; }

    /// <summary>Requests to the API server less those that bases cost in that time anyway.</summary>
    public required double Requests { get; init; }

    /// <summary>Processor time of the controller's process meanwhile, in seconds.</summary>
    public required double Cpu { get; init; }

    /// <summary>Lists of whole collections since the controller began.</summary>
    public required int Lists { get; init; }

    public required double PeakMebibytes { get; init; }

    /// <summary>Requests to the API server for a base and minute when nothing happens.</summary>
    public required double IdleRequests { get; init; }

    /// <summary>Processor time for a base and minute when nothing happens, in milliseconds.</summary>
    public required double IdleCpu { get; init; }

    public static async Task<Settling> RunAsync(int bases, int modules, CancellationToken ct)
    {
        await using var bed = await ControlledBases.StartAsync(bases, ct);
        var (before, asked, worked, begun) = (bed.Counts, bed.Asked, bed.Controller.Cpu, Stopwatch.GetTimestamp());
        await bed.SettleAsync(modules, ct);
        var (seconds, cpu) = (Stopwatch.GetElapsedTime(begun).TotalSeconds, bed.Controller.Cpu - worked);
        var (spent, said) = (Spent(bed.Counts, before), Spent(bed.Asked, asked));
        // Let what came last be answered, so that it is not taken for a cost of doing nothing.
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, ct);
        var (quiet, rested) = (bed.Counts, bed.Controller.Cpu);
        await Task.Delay(Idle, TimeProvider.System, ct);
        var perSecond = Asks(Spent(bed.Counts, quiet)) / Idle.TotalSeconds;
        return new Settling
        {
            Bases = bases,
            Installed = bases * modules,
            Seconds = seconds,
            ByPurpose = spent,
            Asked = said,
            Requests = Asks(spent) - (perSecond * seconds),
            Cpu = cpu.TotalSeconds,
            Lists = bed.Counts.Where(c => c.Key.StartsWith("list ", StringComparison.Ordinal)).Sum(c => c.Value),
            PeakMebibytes = bed.Controller.PeakMebibytes,
            IdleRequests = 60 * perSecond / bases,
            IdleCpu = (bed.Controller.Cpu - rested).TotalMilliseconds * 60 / Idle.TotalSeconds / bases,
        };
    }

    public string Describe() => string.Create(CultureInfo.InvariantCulture, $"""
        {Bases} bases, {Installed} modules: {Seconds:0.0} s, controller: {Cpu:0.0} s CPU, {PeakMebibytes:0} MiB, {Lists} full lists; load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}
          for a module: {Requests / Installed:0.00} requests ({Each(ByPurpose)}); bases were asked {Each(Asked)}; {1000 * Cpu / Installed:0.00} ms CPU
          for a base and minute once settled: {IdleRequests:0.0} requests, {IdleCpu:0.0} ms CPU
        """);

    private string Each(IReadOnlyDictionary<string, int> counts) => string.Join(", ", counts.Where(c => c.Value > 0).OrderByDescending(c => c.Value)
        .Select(c => string.Create(CultureInfo.InvariantCulture, $"{(double)c.Value / Installed:0.00} {c.Key}")));

    private static Dictionary<string, int> Spent(IReadOnlyDictionary<string, int> now, IReadOnlyDictionary<string, int> before) =>
        now.ToDictionary(c => c.Key, c => c.Value - before.GetValueOrDefault(c.Key), StringComparer.Ordinal);

    private static int Asks(Dictionary<string, int> counts) => counts.Where(c => !c.Key.StartsWith("watch ", StringComparison.Ordinal)).Sum(c => c.Value);
}
