using System.Globalization;
using Deploy.Benchmarks.Measuring;

namespace Deploy.Benchmarks.Comparisons;

/// <summary>
/// 20 modules on each of 50 to 400 simulated bases until all are Ready: what a module costs the controller must not grow with
/// the bases. The controller is a process of its own; modules are bound straight to bases, so nothing else has a part in it.
/// </summary>
internal sealed class ManyBases : IComparison
{
    private const int Rounds = 3;
    private const int Modules = 20;
    private const double MostGrowth = 1.15;
    private static readonly int[] Sizes = [50, 100, 200, 400];

    public string Name => "bases";

    public string? Missing => Shell.Missing;

    public async Task<IReadOnlyList<ResultRow>> RunAsync(CancellationToken ct)
    {
        var runs = new List<Settling>();
        for (var round = 0; round < Rounds; round++)
            foreach (var bases in Sizes)
            {
                runs.Add(await Settling.RunAsync(bases, Modules, ct));
                Console.WriteLine(runs[^1].Describe());
            }
        Console.WriteLine("requests of the controller: " + LinearFit.Of([.. runs.Select(r => ((double)r.Installed, r.Requests))]));
        Console.WriteLine("CPU of the controller (s): " + LinearFit.Of([.. runs.Select(r => ((double)r.Installed, r.Cpu))]));
        Console.WriteLine("time to settle (s): " + LinearFit.Of([.. runs.Select(r => ((double)r.Installed, r.Seconds))]));
        return [.. Sizes.Skip(1).SelectMany(bases => Rows(runs.ToLookup(r => r.Bases), bases))];
    }

    private static IEnumerable<ResultRow> Rows(ILookup<int, Settling> runs, int bases)
    {
        ResultRow Row(string what, Func<Settling, double> measure, double? target) =>
            new(string.Create(CultureInfo.InvariantCulture, $"{what}, {bases} bases with {Modules} modules each"), [.. runs[bases].Select(measure)], $"{Sizes[0]} bases", [.. runs[Sizes[0]].Select(measure)], target);
        yield return Row("requests of the module controller for a module", r => r.Requests / r.Installed, MostGrowth);
        yield return Row("its CPU for a module (ms)", r => 1000 * r.Cpu / r.Installed, MostGrowth);
        yield return Row("its full lists", r => r.Lists, 1);
        yield return Row("its peak memory (MiB)", r => r.PeakMebibytes, null);
        yield return Row("its requests for a base and minute once settled", r => r.IdleRequests, MostGrowth);
        yield return Row("its CPU for a base and minute once settled (ms)", r => r.IdleCpu, null);
        yield return Row("until all are Ready, for 1,000 modules (s)", r => 1000 * r.Seconds / r.Installed, null);
    }
}
