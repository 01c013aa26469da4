using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Deploy.Kubernetes;
using Deploy.Mortal;
using Deploy.Operations.Maintenance;
using Deploy.Operations.Maintenance.Archiving;
using Deploy.Operations.Maintenance.Recycling;
using Deploy.Operations.Maintenance.Refresh;
using Deploy.Operations.Releases;
using Deploy.Testing.Servers;

namespace Deploy.Conformance.Tests.Maintenance;

/// <summary>
/// Each task and the upload in a process of its own, which is killed (SIGKILL) right after every one of its writes in
/// turn; then the next run finishes: converged, nothing lost, no orphan, nobody restarted who should not be. (On the
/// embedded cluster the tests of Deploy.Operations kill within the process, which takes less time.)
/// </summary>
public sealed class KilledProcessTests(ClusterPair clusters, ITestOutputHelper output) : MaintenanceCase(clusters)
{
    private const int AtOnce = 3;
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Deploy.Mortal.exe" : "Deploy.Mortal");

    [Theory, InlineData(ClusterKind.Real)]
    public Task A_refresh(ClusterKind kind) => AtEveryWriteAsync(RefreshUrls.TaskName, least: 8, async writes =>
    {
        await using var ns = await OpenAsync(kind);
        using var client = await ConnectAsync(kind);
        var store = await StoreAsync(kind);
        var before = await PublishHistoryAsync(ns, store.Packages);
        var lived = await LiveAsync(kind, RefreshUrls.TaskName, ns, "", writes);

        await ForgetLeaseAsync(client, ns, RefreshUrls.TaskName);
        await FinishAsync(new RefreshUrls(Context(client, store, ns)), () => Now);

        await AssertRefreshedAsync(ns, before);
        return lived;
    });

    [Theory, InlineData(ClusterKind.Real)]
    public Task A_refresh_that_the_next_command_finds_paused(ClusterKind kind) => AtEveryWriteAsync(RefreshUrls.TaskName, least: 8, async writes =>
    {
        await using var ns = await OpenAsync(kind);
        using var client = await ConnectAsync(kind);
        var store = await StoreAsync(kind);
        var before = await PublishHistoryAsync(ns, store.Packages);
        var lived = await LiveAsync(kind, RefreshUrls.TaskName, ns, "", writes);

        // A command of an operator without a store, when no renewal can be at it any more.
        var releases = new ModuleReleases(client, new AheadTime(TimeSpan.FromMinutes(6)), new() { Holder = "tester" });
        await releases.RunAsync(await releases.PlanResizeAsync(ns.Name, "web", 3, new() { Wait = false }, Token), null, Token);

        var deployment = await ns.GetAsync("deployments/web");
        Assert.Equal((null, "3"), (deployment.Text("spec.paused"), deployment.Text("spec.replicas")));
        HashSet<string?> uids = [];
        await Eventually.UntilAsync(async () =>
        {
            uids = [.. (await ns.GetAsync("pods")).Items().Where(pod => pod.Text("metadata.deletionTimestamp") is null).Select(pod => pod.Text("metadata.uid"))];
            return uids.Count == 3;
        }, "one replica more");
        Assert.Superset(before.ToHashSet(), uids);
        return lived;
    });

    [Theory, InlineData(ClusterKind.Real)]
    public Task A_recycling(ClusterKind kind) => AtEveryWriteAsync(RecycleReplicas.TaskName, least: 10, async writes =>
    {
        await using var ns = await OpenAsync(kind);
        using var client = await ConnectAsync(kind);
        var store = await StoreAsync(kind);
        await PublishAsync(ns, 1);
        var (name, uid) = await OnlyPodAsync(ns);
        var bound = await NextSecondAsync();
        var lived = await LiveAsync(kind, RecycleReplicas.TaskName, ns, name, writes, bound);

        await ForgetLeaseAsync(client, ns, RecycleReplicas.TaskName);
        var task = new RecycleReplicas(Context(client, store, ns, bound));
        await GoneAsync(client, ns, name, () => task.RunAsync(Now.AddHours(24), Token));

        Assert.Equal((uid, "recycled"), (Assert.Single(await ArchivedAsync(store, ns), replica => replica.Uid == uid).Uid, "recycled"));
        await AssertWholeAsync(ns, 1);
        return lived;
    });

    [Theory, InlineData(ClusterKind.Real)]
    public Task An_archiving(ClusterKind kind) => AtEveryWriteAsync(ArchiveDiagnostics.TaskName, least: 5, async writes =>
    {
        await using var ns = await OpenAsync(kind);
        using var client = await ConnectAsync(kind);
        var store = await StoreAsync(kind);
        await PublishAsync(ns, 1);
        var (name, uid) = await OnlyPodAsync(ns);
        var task = new ArchiveDiagnostics(Context(client, store, ns));
        await task.RunAsync(Now, Token);
        await client.DeleteAsync(Resources.Pods, ns.Name, name, new() { GracePeriodSeconds = 1 }, Token);
        await ns.UntilAsync($"pods/{name}", pod => pod.Text("status.containerStatuses.0.state.terminated.exitCode") is not null);
        var lived = await LiveAsync(kind, ArchiveDiagnostics.TaskName, ns, name, writes);

        await ForgetLeaseAsync(client, ns, ArchiveDiagnostics.TaskName);
        await GoneAsync(client, ns, name, () => task.RunAsync(Now, Token));

        var gone = Assert.Single(await ArchivedAsync(store, ns), replica => replica.Uid == uid);
        Assert.NotNull(await store.Archive.ReadDiagnosticAsync(gone, Token));
        await AssertWholeAsync(ns, 1);
        return lived;
    });

    [Theory, BothClusters]
    public Task An_upload(ClusterKind kind) => AtEveryWriteAsync("Upload", least: 6, async writes =>
    {
        var store = await StoreAsync(kind);
        var folder = Directory.CreateTempSubdirectory("mortal-");
        try
        {
            var path = Path.Combine(folder.FullName, $"orders-{Guid.NewGuid():N}.jar");
            await File.WriteAllBytesAsync(path, RandomNumberGenerator.GetBytes(300 << 10), Token);
            var lived = await LiveAsync(kind, "Upload", null, path, writes);

            var result = await MortalRun.UploadAsync(store.Packages, path);

            Assert.True(result.AlreadyStored || result.BytesSent + result.BytesResumed == 300 << 10, result.ToString());
            Assert.Equal(300 << 10, (await store.Packages.VerifyAsync(result.Package.Address, Token)).Size);
            return lived;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    });

    /// <summary>Once to the end, which tells how many writes there are, then killed after each of them, a few at a time.</summary>
    private async Task AtEveryWriteAsync(string what, int least, Func<int, Task<Life>> live)
    {
        var whole = await live(int.MaxValue);
        Assert.True(whole.Writes >= least, $"{what} made only {whole.Writes} writes");
        var killed = 0;
        var pace = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Token };
        await Parallel.ForAsync(1, whole.Writes + 1, pace, async (writes, _) =>
        {
            var life = await live(writes);
            if (life.LastWrite is not null)
                Interlocked.Increment(ref killed);
            output.WriteLine($"{what}: killed after write {writes}: {life.LastWrite ?? "not at all"}");
        });
        output.WriteLine($"{killed} kill points of {what}");
        Assert.True(killed >= least, $"{killed} kill points of {what}");
    }

    private async Task<Life> LiveAsync(ClusterKind kind, string task, TestNamespace? ns, string subject, int writes, DateTimeOffset createdBefore = default)
    {
        var cluster = await GetClusterAsync(kind);
        var run = new MortalRun(task, cluster.Kubeconfig, ns?.Name ?? "", cluster.Store, writes, subject, createdBefore);
        var ended = await CommandResult.RunAsync(new ProcessStartInfo(Program, run.Arguments), null, TimeSpan.FromSeconds(120), Token);
        var last = ended.Output.Trim().Split('\n')[^1].Trim();
        if (ended.ExitCode == 0)
            return new(int.Parse(last[MortalRun.Survived.Length..], CultureInfo.InvariantCulture), null);
        Assert.True(last.Contains(' ') && ended.Error.Length == 0, ended.Error + ended.Output);
        return new(writes, last);
    }

    private static Task GoneAsync(KubernetesClient client, TestNamespace ns, string pod, Func<Task<MaintenanceReport>> round) => Eventually.UntilAsync(async () =>
    {
        await round();
        return await client.FindAsync(Resources.Pods, ns.Name, pod, Token) is null;
    }, $"{pod} goes", TimeSpan.FromSeconds(90));

    /// <summary>As many replicas as are wanted, each with its set, none beside them.</summary>
    private static async Task AssertWholeAsync(TestNamespace ns, int replicas)
    {
        await UntilCompleteAsync(ns);
        await Eventually.UntilAsync(async () => (await ns.GetAsync("pods")).Items().Count(pod => pod.Text("metadata.deletionTimestamp") is null) == replicas, $"{replicas} replicas");
        Assert.All((await ns.GetAsync("pods")).Items().Where(pod => pod.Text("metadata.deletionTimestamp") is null),
            pod => Assert.NotNull(pod.Text("metadata.ownerReferences.0.uid")));
    }

    /// <param name="Writes">How many it made.</param>
    /// <param name="LastWrite">The one after which it was killed; null when it lived to its end.</param>
    private sealed record Life(int Writes, string? LastWrite);

    private sealed class AheadTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
