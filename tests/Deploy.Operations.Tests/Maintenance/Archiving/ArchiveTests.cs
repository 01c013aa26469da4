using System.Text;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Maintenance;
using Deploy.Operations.Maintenance.Archiving;
using Deploy.Operations.Maintenance.Deletions;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases;
using Deploy.Operations.Tests.Maintenance.Lab;
using Deploy.Storage;
using Deploy.Storage.Archives;
using Deploy.Testing;

namespace Deploy.Operations.Tests.Maintenance.Archiving;

public sealed class ArchiveTests(ITestOutputHelper output) : IAsyncLifetime
{
    private MaintenanceLab lab = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => lab = await MaintenanceLab.StartAsync();

    public ValueTask DisposeAsync() => lab.DisposeAsync();

    [Fact]
    public async Task A_replica_deleted_by_hand_lies_in_the_archive_with_its_last_lines()
    {
        var pod = await HeldAsync("orders");
        await lab.Client.DeleteAsync(Resources.Pods, MaintenanceLab.Ns, pod.Metadata.Name, new() { GracePeriodSeconds = 1 }, Token);

        await ArchiveUntilGoneAsync(pod);

        var archived = Assert.Single(await ArchivedAsync(pod));
        Assert.Equal(("deleted", "orders", pod.Spec.NodeName), (archived.Reason, archived.Module, archived.Base));
        var diagnostic = Encoding.UTF8.GetString((await lab.Store.Archive.ReadDiagnosticAsync(archived, Token))!.Value.Span);
        Assert.Contains("exitCode", diagnostic, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", diagnostic, StringComparison.Ordinal);
        Assert.DoesNotContain("sig=SECRET", diagnostic, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_replica_that_goes_by_itself_while_a_release_archives_it_is_archived_as_it_was(bool hasSuccessor)
    {
        const string Leaving = """
            apiVersion: v1
            kind: Pod
            metadata: {name: leaving, labels: {module.koupleless.io/name: leaving, module-controller.koupleless.io/component: module} }
            spec: {containers: [{name: leaving, image: registry.local/ok:1}]}
            """;
        await lab.CreateAsync(Leaving);
        var pod = await RunningAsync("leaving");
        var looks = 0;
        using var handler = new AfterFirst(lab.Cluster.CreateHandler(), "/pods/leaving", async () =>
        {
            looks++;
            await lab.Client.DeleteAsync(Resources.Pods, MaintenanceLab.Ns, "leaving", new() { GracePeriodSeconds = 0 }, Token);
            if (!hasSuccessor)
                return;
            await lab.CreateAsync(Leaving.Replace("ok:1", "ok:2", StringComparison.Ordinal));
            await RunningAsync("leaving");
        });
        using var client = new KubernetesClient(lab.Cluster.Connection with { Handler = handler }, new() { TimeProvider = lab.Time });

        await ReleaseArchive.To(client, _ => Task.FromResult<BlobStore?>(lab.Store), lab.Time)(MaintenanceLab.Ns, "leaving", "unpublished", Token);

        Assert.Equal(1, looks);
        Assert.Equal(hasSuccessor, await lab.Client.FindAsync(Resources.Pods, MaintenanceLab.Ns, "leaving", Token) is not null);
        var diagnostic = Encoding.UTF8.GetString((await lab.Store.Archive.ReadDiagnosticAsync(Assert.Single(await ArchivedAsync(pod)), Token))!.Value.Span);
        Assert.Contains("registry.local/ok:1", diagnostic, StringComparison.Ordinal);
        Assert.DoesNotContain("registry.local/ok:2", diagnostic, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_after_any_write_nothing_is_lost()
    {
        var points = 0;
        for (var done = false; !done; points++)
        {
            var pod = await HeldAsync($"biz-{points}");
            await lab.Client.DeleteAsync(Resources.Pods, MaintenanceLab.Ns, pod.Metadata.Name, new() { GracePeriodSeconds = 0 }, Token);
            var kill = new KillSwitch(points + 1);
            var options = new MaintenanceOptions { Parallel = 1 };
            await new ArchiveDiagnostics(lab.Context(options, kill)).RunAsync(lab.Now.AddMinutes(1), Token);
            done = !kill.IsDead;
            await lab.ForgetLeaseAsync(ArchiveDiagnostics.TaskName);

            await ArchiveUntilGoneAsync(pod);

            Assert.True((await ArchivedAsync(pod)).Count == 1, $"killed after {kill.Log.LastOrDefault()}");
            await lab.Client.DeleteAsync(Resources.Deployments, MaintenanceLab.Ns, $"biz-{points}", null, Token);
        }
        output.WriteLine($"{points - 1} kill points of an archiving");
        Assert.True(points > 4);
    }

    [Fact]
    public async Task A_store_that_fails_holds_nobody_for_ever()
    {
        var pod = await HeldAsync("orders");
        await lab.Client.DeleteAsync(Resources.Pods, MaintenanceLab.Ns, pod.Metadata.Name, new() { GracePeriodSeconds = 0 }, Token);
        var broken = new MaintenanceContext(lab.Client, lab.NewStore(new KillSwitch(0)), null, lab.Time);

        var soon = await new ArchiveDiagnostics(broken).RunAsync(lab.Now.AddMinutes(10), Token);
        Assert.NotNull(await lab.Client.FindAsync(Resources.Pods, MaintenanceLab.Ns, pod.Metadata.Name, Token));
        var late = await new ArchiveDiagnostics(broken).RunAsync(lab.Now.AddHours(2), Token);

        Assert.True(soon.Failed > 0);
        Assert.Contains(late.Warnings, w => w.Contains("unarchived", StringComparison.Ordinal));
        Assert.Null(await lab.Client.FindAsync(Resources.Pods, MaintenanceLab.Ns, pod.Metadata.Name, Token));
    }

    [Fact]
    public async Task A_dead_archiver_is_noticed_and_its_replicas_are_let_go()
    {
        var pod = await HeldAsync("orders");
        await lab.Client.DeleteAsync(Resources.Pods, MaintenanceLab.Ns, pod.Metadata.Name, new() { GracePeriodSeconds = 0 }, Token);

        var alive = await new StuckDeletions(lab.Context()).RunAsync(lab.Now.AddMinutes(20), Token);
        var dead = await new StuckDeletions(lab.Context()).RunAsync(lab.Now.AddMinutes(40), Token);

        Assert.Equal((0, 1), (alive.Done, alive.Postponed));
        Assert.Equal(1, dead.Done);
        Assert.Null(await lab.Client.FindAsync(Resources.Pods, MaintenanceLab.Ns, pod.Metadata.Name, Token));
        Assert.Single(await ArchivedAsync(pod));
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("wrong")]
    public async Task An_archiver_that_cannot_work_is_no_living_one_and_holds_nobody_for_ever(string setting)
    {
        var pod = await HeldAsync("orders");
        await lab.Client.DeleteAsync(Resources.Pods, MaintenanceLab.Ns, pod.Metadata.Name, new() { GracePeriodSeconds = 0 }, Token);
        var context = new MaintenanceContext(lab.Client, setting == "gone" ? null : lab.NewStore(new KillSwitch(0)), new() { Stuck = new() { After = TimeSpan.FromMinutes(5) } }, lab.Time);
        var goneAfter = TimeSpan.Zero;

        // Every timer ticks on, each failure told; nothing but what a run could do counts as a sign of life.
        for (var passed = TimeSpan.FromMinutes(1); passed < TimeSpan.FromHours(3) && goneAfter == TimeSpan.Zero; passed += TimeSpan.FromMinutes(5))
        {
            var archiving = await new ArchiveDiagnostics(context).RunAsync(lab.Now + passed, Token);
            Assert.NotEqual(MaintenanceOutcome.Completed, archiving.Outcome);
            await new StuckDeletions(context).RunAsync(lab.Now + passed, Token);
            if (await lab.Client.FindAsync(Resources.Pods, MaintenanceLab.Ns, pod.Metadata.Name, Token) is null)
                goneAfter = passed;
        }

        Assert.InRange(goneAfter, TimeSpan.FromHours(1), TimeSpan.FromMinutes(70));
    }

    [Fact]
    public async Task Without_a_store_the_other_timer_alone_lets_go_what_the_archiver_held()
    {
        var pod = await HeldAsync("orders");
        await lab.Client.DeleteAsync(Resources.Pods, MaintenanceLab.Ns, pod.Metadata.Name, new() { GracePeriodSeconds = 0 }, Token);
        var context = new MaintenanceContext(lab.Client, null, null, lab.Time);

        // The archiver takes its lease and fails at once, again and again.
        Assert.Equal(MaintenanceOutcome.Failed, (await new ArchiveDiagnostics(context).RunAsync(lab.Now.AddMinutes(20), Token)).Outcome);
        var soon = await new StuckDeletions(context).RunAsync(lab.Now.AddMinutes(40), Token);
        var late = await new StuckDeletions(context).RunAsync(lab.Now.AddMinutes(70), Token);

        Assert.Equal((0, 1), (soon.Done, late.Done));
        Assert.Null(await lab.Client.FindAsync(Resources.Pods, MaintenanceLab.Ns, pod.Metadata.Name, Token));
    }

    [Fact]
    public async Task A_log_that_stalls_holds_nobody_up()
    {
        var pod = await HeldAsync("orders");
        await lab.Client.DeleteAsync(Resources.Pods, MaintenanceLab.Ns, pod.Metadata.Name, new() { GracePeriodSeconds = 0 }, Token);
        var time = new VirtualTime(lab.Now);
        using var client = new KubernetesClient(lab.Cluster.Connection with { Handler = new StallingLogs(lab.Cluster.CreateHandler(), time) }, new() { TimeProvider = time });

        var report = await new ArchiveDiagnostics(new MaintenanceContext(client, lab.Store, null, time)).RunAsync(lab.Now.AddMinutes(1), Token);

        Assert.Equal((MaintenanceOutcome.Completed, 0), (report.Outcome, report.Failed));
        Assert.Null(await lab.Client.FindAsync(Resources.Pods, MaintenanceLab.Ns, pod.Metadata.Name, Token));
        var diagnostic = Encoding.UTF8.GetString((await lab.Store.Archive.ReadDiagnosticAsync(Assert.Single(await ArchivedAsync(pod)), Token))!.Value.Span);
        Assert.Contains("the first line", diagnostic, StringComparison.Ordinal);
        Assert.Contains("did not come to its end within 20 s", diagnostic, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retention_deletes_whole_days_and_says_so()
    {
        await lab.Store.Archive.CreateContainerAsync(Token);
        foreach (var days in new[] { 0, 30, 31, 45 })
        {
            var entry = new ArchivedReplica { Uid = $"u{days}", Namespace = "n", Name = "p", Module = "m", ArchivedOn = lab.Now.AddDays(-days) };
            await lab.Store.Archive.WriteAsync(entry, "{}"u8.ToArray(), Token);
            await lab.Store.Archive.IndexAsync([entry], Token);
        }
        var task = new ArchiveRetention(lab.Context());

        Assert.Equal(2, (await task.PlanAsync(lab.Now, Token)).Actions.Count);
        Assert.Equal(2, (await task.RunAsync(lab.Now, Token)).Done);

        Assert.Equal(2, (await lab.Store.Archive.ListDaysAsync(Token)).Count);
        Assert.Empty((await task.PlanAsync(lab.Now, Token)).Actions);
    }

    [Fact]
    public async Task Without_a_store_the_archiver_says_so_and_holds_nobody()
    {
        await lab.DeployAsync("orders", "registry.local/ok:1", 1);
        await lab.ReadyAsync("orders", 1);

        var report = await new ArchiveDiagnostics(new MaintenanceContext(lab.Client, null, null, lab.Time)).RunAsync(lab.Now, Token);

        Assert.Equal(MaintenanceOutcome.Failed, report.Outcome);
        Assert.Empty((await lab.PodsAsync("orders")).Single().Metadata.Finalizers);
    }

    private async Task<Pod> HeldAsync(string name)
    {
        await lab.CreateAsync($$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: {{name}} }
            spec:
              selector: {matchLabels: {app: {{name}} } }
              template:
                metadata: {labels: {app: {{name}}, module.koupleless.io/name: {{name}}, module-controller.koupleless.io/component: module} }
                spec:
                  containers:
                  - name: {{name}}
                    image: registry.local/ok:1
                    env:
                    - {name: DB_PASSWORD, value: hunter2}
                    - {name: PACKAGE, value: "https://store.example/a.jar?sv=1&sig=SECRETSIGNATURE"}
            """);
        await lab.ReadyAsync(name, 1);
        await new ArchiveDiagnostics(lab.Context()).RunAsync(lab.Now, Token);
        var pod = (await lab.PodsAsync(name)).Single();
        Assert.Contains(ModuleLabels.ArchiveFinalizer, pod.Metadata.Finalizers);
        return pod;
    }

    private async Task<Pod> RunningAsync(string name)
    {
        await Eventually.UntilAsync(async () => (await lab.Client.GetAsync(Resources.Pods, MaintenanceLab.Ns, name, Token)).Status.Phase == "Running", "a replica that runs");
        return await lab.Client.GetAsync(Resources.Pods, MaintenanceLab.Ns, name, Token);
    }

    private Task ArchiveUntilGoneAsync(Pod pod) => new ArchiveDiagnostics(lab.Context()).UntilAsync(
        () => lab.Now, async _ => await lab.Client.FindAsync(Resources.Pods, MaintenanceLab.Ns, pod.Metadata.Name, Token) is null, Token);

    private async Task<IReadOnlyList<ArchivedReplica>> ArchivedAsync(Pod pod) =>
        await lab.Store.Archive.ReadAsync(lab.Now.AddDays(-1), lab.Now.AddDays(1), Token).Where(a => a.Uid == pod.Metadata.Uid).ToListAsync(Token);

    // Does something once the first request for a path has been answered.
    private sealed class AfterFirst(HttpMessageHandler inner, string path, Func<Task> then) : DelegatingHandler(inner)
    {
        private int seen;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (request.RequestUri!.AbsolutePath.EndsWith(path, StringComparison.Ordinal) && Interlocked.Increment(ref seen) == 1)
                await then();
            return response;
        }
    }

    // Answers a log with one line and then nothing more, while the clock goes on.
    private sealed class StallingLogs(HttpMessageHandler inner, VirtualTime time) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (!request.RequestUri!.AbsolutePath.EndsWith("/log", StringComparison.Ordinal))
                return await base.SendAsync(request, cancellationToken);
            return new(System.Net.HttpStatusCode.OK) { Content = new StreamContent(new Stalled(time)) };
        }
    }

    private sealed class Stalled(VirtualTime time) : MemoryStream(Encoding.UTF8.GetBytes("the first line\n"))
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (await base.ReadAsync(buffer, cancellationToken) is > 0 and var read)
                return read;
            while (true)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancellationToken);
                time.Advance(TimeSpan.FromSeconds(1));
            }
        }
    }
}
