using Deploy.Kubernetes;
using Deploy.Operations.Maintenance.Archiving;
using Deploy.Operations.Maintenance.Recycling;
using Deploy.Operations.Maintenance.Refresh;
using Deploy.Testing.Servers;

namespace Deploy.Conformance.Tests.Maintenance;

/// <summary>The timers themselves on both control planes, each with a blob store beside it.</summary>
public sealed class MaintenanceTests(ClusterPair clusters) : MaintenanceCase(clusters)
{
    [Theory, BothClusters]
    public async Task A_refresh_of_three_revisions_restarts_nobody_and_adds_no_revision(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        using var client = await ConnectAsync(kind);
        var store = await StoreAsync(kind);
        var before = await PublishHistoryAsync(ns, store.Packages);

        await FinishAsync(new RefreshUrls(Context(client, store, ns)), () => Now);

        await AssertRefreshedAsync(ns, before);
    }

    [Theory, BothClusters]
    public async Task Recycling_lets_no_caller_down_and_archives_what_went(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        using var client = await ConnectAsync(kind);
        var store = await StoreAsync(kind);
        await PublishAsync(ns, 2);
        var old = (await ns.GetAsync("pods")).Items().Select(pod => pod.Text("metadata.uid")!).Order(StringComparer.Ordinal).ToList();
        await using var caller = await ServiceCaller.StartAsync(client, (await GetClusterAsync(kind)).Network, ns.Name, "web");

        var options = Context(client, store, ns).Options with { Recycle = new() { Grace = TimeSpan.FromSeconds(1), CreatedBefore = await NextSecondAsync() } };
        await FinishAsync(new RecycleReplicas(new(client, store, options)), () => Now.AddHours(24));

        var (answered, failures) = await caller.StopAsync();
        Assert.True(failures.Count == 0 && answered > 10, $"{answered} answered, {failures.Count} failed: {string.Join(" | ", failures.Take(1))}");
        var gone = await ArchivedAsync(store, ns);
        Assert.Equal(old, gone.Select(replica => replica.Uid).Order(StringComparer.Ordinal));
        Assert.All(gone, replica => Assert.Equal(("recycled", "Responsive"), (replica.Reason, replica.LastState)));
        await UntilCompleteAsync(ns);
        await Eventually.UntilAsync(async () => !(await ns.GetAsync("pods")).Items().Select(pod => pod.Text("metadata.uid")!).Intersect(old).Any(), "the old replicas are gone");
    }

    [Theory, BothClusters]
    public async Task What_kubectl_deletes_lies_in_the_archive_with_its_last_lines_and_exit_code(ClusterKind kind)
    {
        await using var ns = await OpenAsync(kind);
        using var client = await ConnectAsync(kind);
        var store = await StoreAsync(kind);
        await PublishAsync(ns, 1);
        var (name, uid) = await OnlyPodAsync(ns);
        var archiver = new ArchiveDiagnostics(Context(client, store, ns));
        await archiver.RunAsync(Now, Token);

        if (Kubectl.Missing is null)
            await new Kubectl((await GetClusterAsync(kind)).Kubeconfig).RunAsync($"-n {ns.Name} delete pod {name} --wait=false", Token);
        else
            await client.DeleteAsync(Resources.Pods, ns.Name, name, null, Token);
        await Eventually.UntilAsync(async () =>
        {
            await archiver.RunAsync(Now, Token);
            return await client.FindAsync(Resources.Pods, ns.Name, name, Token) is null;
        }, "the deleted replica goes", TimeSpan.FromSeconds(60));

        var gone = Assert.Single(await ArchivedAsync(store, ns));
        Assert.Equal((uid, "deleted"), (gone.Uid, gone.Reason));
        var diagnostic = await new ArchivedReplicas(store.Archive).ReadAsync(ns.Name, name, Now.AddDays(-1), Now.AddDays(1), Token);
        Assert.Equal(0, diagnostic.Containers[0].End?.ExitCode);
        var lines = diagnostic.Logs.SelectMany(log => log.Lines).ToList();
        Assert.True(lines.Contains("INFO Stopped"), string.Join('|', lines) + string.Concat(diagnostic.Logs.Select(log => log.Problem)));
    }
}
