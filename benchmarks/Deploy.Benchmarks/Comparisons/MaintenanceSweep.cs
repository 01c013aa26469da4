using System.Globalization;
using Deploy.Benchmarks.Measuring;
using Deploy.Testing.Servers;

namespace Deploy.Benchmarks.Comparisons;

/// <summary>
/// A sweep (recycling, and fresh URLs), a process of its own, over replicas of an embedded API server of which a few are due, beside
/// <c>kubectl get pods</c> of the same: what is written must follow what is due, and memory must not grow with what there is.
/// </summary>
internal sealed class MaintenanceSweep : IComparison
{
    private const int PerModule = 10;
    private const int Due = 10;

    // What recycling begins at once in a cluster, however much is due.
    private static int MostBegun(int size) => Math.Max(100, size / 20);

    public string Name => "sweep";

    public string? Missing => Kubectl.Missing ?? Shell.Missing ?? (OperatingSystem.IsLinux() ? null : "peak memory is read from /proc");

    public async Task<IReadOnlyList<ResultRow>> RunAsync(CancellationToken ct)
    {
        var rows = new List<ResultRow>();
        var thousand = (await SampleAsync(1_000 / PerModule, PerModule, [(Due, 5)], rows, ct))[0];
        var tenThousand = await SampleAsync(10_000 / PerModule, PerModule, [(Due, 3), (10 * Due, 3), (100 * Due, 1)], rows, ct);
        var hundredThousand = (await SampleAsync(100_000 / PerModule, PerModule, [(Due, 2)], rows, ct))[0];
        var set = (await SampleAsync(1, 10_000, [(Due, 3)], rows, ct))[0];
        var largeSet = (await SampleAsync(1, 100_000, [(Due, 2)], rows, ct))[0];
        rows.Add(Peaks("peak memory of a sweep of 100,000 replicas (MiB)", hundredThousand, "of 10,000", tenThousand[0]));
        rows.Add(Peaks("peak memory of a sweep of 100,000 replicas of one module (MiB)", largeSet, "of 10,000", set));
        rows.Add(Writes($"writes of a sweep of 100,000 replicas, {Due} due", hundredThousand, "of 1,000", thousand, 1.1));
        rows.Add(Writes($"writes of a sweep of 10,000 replicas, {10 * Due} due", tenThousand[1], $"{Due} due", tenThousand[0], null));
        rows.Add(Writes($"writes of a sweep of 10,000 replicas, {100 * Due} due, {MostBegun(10_000)} recycled at once", tenThousand[2], $"{Due} due", tenThousand[0], null));
        return rows;
    }

    private static async Task<IReadOnlyList<IReadOnlyList<SweepSample>>> SampleAsync(
        int modules, int each, IReadOnlyList<(int Due, int Rounds)> cases, List<ResultRow> rows, CancellationToken ct)
    {
        await using var ground = await SweepGround.StartAsync(modules, each, ct);
        var taken = new List<IReadOnlyList<SweepSample>>();
        foreach (var (due, rounds) in cases)
        {
            var samples = new List<SweepSample>();
            for (var round = 0; round < rounds; round++)
                samples.Add(await SweepAsync(ground, modules * each, due, ct));
            taken.Add(samples);
            var what = string.Create(CultureInfo.InvariantCulture, $"sweep of {modules * each:N0} replicas of {modules:N0} modules, {due} due");
            rows.Add(new($"{what}, whole process (s)", [.. samples.Select(s => s.Ours.Seconds)], "kubectl get pods", [.. samples.Select(s => s.Peer.Seconds)], null));
            rows.Add(new("the same, peak memory (MiB)", [.. samples.Select(s => s.Ours.PeakMebibytes)], "kubectl get pods", [.. samples.Select(s => s.Peer.PeakMebibytes)], null));
            rows.Add(new("the same, writes", [.. samples.Select(s => (double)s.Writes)], "all requests", [.. samples.Select(s => (double)s.Requests)], null));
        }
        return taken;
    }

    private static async Task<SweepSample> SweepAsync(SweepGround ground, int size, int due, CancellationToken ct)
    {
        await using var loop = await ground.MakeDueAsync(due, ct);
        var home = Directory.CreateTempSubdirectory("deploy-sweep-");
        try
        {
            var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["KUBECONFIG"] = await WriteConfigAsync(home.FullName, ground.Cluster.ListenerUri!, ct),
                ["KUBECACHEDIR"] = Path.Combine(home.FullName, "cache"),
                ["DEPLOY_HOME"] = home.FullName,
                ["DEPLOY_STORE"] = ground.Cluster.Blobs.ConnectionString,
            };
            ground.Requests.Take();
            var ours = await Shell.RunAsync("Invoke-ModuleMaintenance -Name RecycleReplicas, RefreshUrls", environment, ct);
            var (all, writes) = ground.Requests.Take();
            var (begun, renewed) = await ground.CountAsync(due, ct);
            if (begun != Math.Min(due, MostBegun(size)) || renewed != ground.DueUrls(due))
                throw new InvalidOperationException($"of {due} due {begun} replicas are begun and {renewed} URLs renewed");
            var peer = await WholeProcess.RunAsync(ProgramPath.Find("kubectl")!, ["--server", ground.Cluster.ListenerUri!.AbsoluteUri.TrimEnd('/'), "get", "pods"], environment, ct);
            return peer.Lines >= size ? new(ours, peer, all, writes) : throw new InvalidOperationException($"kubectl listed {peer.Lines} of {size} replicas");
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    private static async Task<string> WriteConfigAsync(string folder, Uri server, CancellationToken ct)
    {
        var file = Path.Combine(folder, "config");
        await File.WriteAllTextAsync(file, $$"""
            {apiVersion: v1, kind: Config, current-context: c, contexts: [{name: c, context: {cluster: c, user: u} }],
             clusters: [{name: c, cluster: {server: "{{server.AbsoluteUri.TrimEnd('/')}}"} }], users: [{name: u, user: {} }]}
            """, ct);
        return file;
    }

    private static ResultRow Peaks(string what, IReadOnlyList<SweepSample> ours, string than, IReadOnlyList<SweepSample> others) =>
        new(what, [.. ours.Select(s => s.Ours.PeakMebibytes)], than, [.. others.Select(s => s.Ours.PeakMebibytes)], 1.5);

    private static ResultRow Writes(string what, IReadOnlyList<SweepSample> ours, string than, IReadOnlyList<SweepSample> others, double? target) =>
        new(what, [.. ours.Select(s => (double)s.Writes)], than, [.. others.Select(s => (double)s.Writes)], target);
}
