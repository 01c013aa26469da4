using Deploy.Benchmarks.Comparisons;
using Deploy.Benchmarks.Measuring;

// Runs the comparisons that are named, or all: each measures ours and its peer in turn, in this one run.
IReadOnlyList<IComparison> all = [new ClusterStart(), new PublishThousand(), new StatusOfTenThousand(), new ReplaceHundred(), new FirstCommand(), new ManyBases(), new PeersOnBases(), new MaintenanceSweep()];
var chosen = args.Length == 0 ? all : [.. all.Where(comparison => args.Contains(comparison.Name, StringComparer.OrdinalIgnoreCase))];
if (chosen.Count == 0)
{
    Console.Error.WriteLine($"unknown comparison; there are: {string.Join(", ", all.Select(comparison => comparison.Name))}");
    return 2;
}

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    interrupted.Cancel();
};
Console.WriteLine(Machine.Describe(TimeProvider.System));
var missed = 0;
foreach (var comparison in chosen)
{
    if (comparison.Missing is { } reason)
    {
        Console.WriteLine($"{comparison.Name}: skipped: {reason}");
        continue;
    }
    foreach (var row in await comparison.RunAsync(interrupted.Token))
    {
        Console.WriteLine(row);
        missed += row.IsMet ? 0 : 1;
    }
}
return missed == 0 ? 0 : 1;
