using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Deploy.Kubernetes;
using Deploy.Operations.Errors;
using Deploy.Operations.Maintenance;
using Deploy.Operations.Tests.Maintenance.Lab;
using Deploy.Testing;

namespace Deploy.Operations.Tests.Maintenance;

/// <summary>Maintenance in a process of its own: what it takes on, and what its log says.</summary>
public sealed class MaintenanceServiceTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 2, 20, 1, TimeSpan.Zero);

    private readonly ConcurrentQueue<string> lines = new();
    private readonly TestLogger log;

    public MaintenanceServiceTests() => log = new(line => lines.Enqueue(line.TrimEnd()));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_runs_every_task_in_every_namespace_and_what_is_the_stores_once()
    {
        var time = new VirtualTime(Start);
        await using var lab = await MaintenanceLab.StartAsync(loops: false, time: time);
        foreach (var ns in new[] { "shop", "tools" })
            await lab.Client.CreateAsync(Resources.Namespaces, null, new() { Metadata = new() { Name = ns } }, cancellationToken: Token);
        (string Namespace, string Task)[] everyMinute = [.. from task in new[] { "AlignPeers", "ArchiveDiagnostics", "RecycleReplicas" } from ns in new[] { "shop", "tools" } select (ns, task)];
        await RunAsync(lab, time, lab.Store, new() { Namespaces = ["shop", "tools"] }, null, async () =>
        {
            await AdvanceAsync(time, TimeSpan.FromMinutes(1));
            await Eventually.UntilAsync(() => everyMinute.All(run => lines.Any(line => line.Contains($"{run.Task}, {run.Namespace}: Completed", StringComparison.Ordinal))), "what is due every minute has run");
        });
        Assert.Equal(
            everyMinute.Select(run => (run.Namespace, "deploy-" + run.Task.ToLowerInvariant())),
            (await LeasesAsync(lab)).OrderBy(lease => lease.Task, StringComparer.Ordinal).ThenBy(lease => lease.Namespace, StringComparer.Ordinal));
        Assert.Contains("Information: Maintenance of local, shop, begins: RefreshUrls, RecycleReplicas, ArchiveDiagnostics, ArchiveRetention, StuckDeletions, PrunePackages, AlignPeers", lines);
        Assert.Contains("Information: Maintenance of local, tools, begins: RefreshUrls, RecycleReplicas, ArchiveDiagnostics, StuckDeletions, AlignPeers", lines);
        Assert.EndsWith("Maintenance is stopped", lines.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_store_or_a_right_it_leaves_tasks_out_and_says_which_and_why()
    {
        var time = new VirtualTime(Start);
        await using var lab = await MaintenanceLab.StartAsync(loops: false, time: time);
        await RunAsync(lab, time, null, new(), null, () => Task.CompletedTask, refused: "nodes");
        Assert.Equal(
            ["AlignPeers is left out: this account may not get nodes in the whole cluster", "ArchiveDiagnostics is left out: no store is named", "ArchiveRetention is left out: no store is named", "PrunePackages is left out: no store is named", "RefreshUrls is left out: no store is named"],
            lines.Where(line => line.StartsWith("Warning: ", StringComparison.Ordinal)).Select(line => line["Warning: ".Length..]).Order(StringComparer.Ordinal));
        Assert.Contains("Information: Maintenance of local, all namespaces, begins: RecycleReplicas, StuckDeletions", lines);
    }

    [Fact]
    public async Task A_task_that_is_named_and_cannot_be_done_is_an_error()
    {
        var time = new VirtualTime(Start);
        await using var lab = await MaintenanceLab.StartAsync(loops: false, time: time);
        var lacking = await Assert.ThrowsAsync<DeployException>(() => RunAsync(lab, time, lab.Store, new(), ["alignpeers"], () => Task.CompletedTask, refused: "nodes"));
        Assert.Contains("AlignPeers cannot be done here: this account may not get nodes", lacking.Message, StringComparison.Ordinal);
        var unknown = await Assert.ThrowsAsync<DeployException>(() => RunAsync(lab, time, lab.Store, new(), ["RecycleAll"], () => Task.CompletedTask));
        Assert.Contains("There is no maintenance task 'RecycleAll'", unknown.Message, StringComparison.Ordinal);
        var none = await Assert.ThrowsAsync<DeployException>(() => RunAsync(lab, time, null, new(), ["ArchiveRetention"], () => Task.CompletedTask));
        Assert.Contains("no store is named", none.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_failed_is_an_error_in_its_log_and_one_that_did_something_is_told()
    {
        var time = new VirtualTime(Start);
        await using var lab = await MaintenanceLab.StartAsync(loops: false, time: time);
        await lab.CreateAsync("{apiVersion: v1, kind: Pod, metadata: {name: a, labels: {module-controller.koupleless.io/component: module, module.koupleless.io/name: a}}, spec: {containers: [{name: a, image: registry.local/ok:1}]}}");
        await RunAsync(lab, time, lab.Store, new(), ["ArchiveDiagnostics"], async () =>
        {
            await AdvanceAsync(time, TimeSpan.FromMinutes(1));
            await Eventually.UntilAsync(() => lines.Any(line => line.Contains("ArchiveDiagnostics, all namespaces: Completed, 1 examined, 1 done", StringComparison.Ordinal)), "the replica is held");
        });
        Assert.DoesNotContain(lines, line => line.StartsWith("Error", StringComparison.Ordinal));
        await RunAsync(lab, time, lab.Store, new(), ["ArchiveDiagnostics"], async () =>
        {
            await AdvanceAsync(time, TimeSpan.FromMinutes(1));
            await Eventually.UntilAsync(() => lines.Any(line => line.StartsWith("Error: ArchiveDiagnostics, all namespaces, failed: KubeAPIServer.", StringComparison.Ordinal)), "the failure is told");
        }, broken: "/leases");
    }

    private async Task RunAsync(MaintenanceLab lab, VirtualTime time, Storage.BlobStore? store, MaintenanceSettings settings, IReadOnlyList<string>? tasks, Func<Task> meanwhile, string? refused = null, string? broken = null)
    {
        using var handler = new Gate(lab.Cluster.CreateHandler(), refused, broken);
        using var client = new KubernetesClient(lab.Cluster.Connection with { Handler = handler }, new() { TimeProvider = time, MaxRetries = 0 });
        var service = new MaintenanceService([.. settings.Targets().Select(options => new MaintenanceContext(client, store, options, time, log))], log);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = service.RunAsync(tasks, stop.Token);
        await Eventually.UntilAsync(() => running.IsCompleted || lines.Any(line => line.Contains("begins", StringComparison.Ordinal)) && time.PendingTimers > 0, "it waits for the first run");
        if (!running.IsCompleted)
            await meanwhile();
        await stop.CancelAsync();
        await running;
    }

    // To one moment after another at which something is due, and each time until all that began then has ended.
    private static async Task AdvanceAsync(VirtualTime time, TimeSpan by)
    {
        var (end, waiting) = (time.GetUtcNow() + by, time.PendingTimers);
        while (time.NextDue is { } due && due <= end)
        {
            time.Advance(due - time.GetUtcNow());
            await Eventually.UntilAsync(() => time.PendingTimers == waiting && time.NextDue > due, $"what began at {due:T} has ended");
        }
    }

    private static async Task<IReadOnlyList<(string Namespace, string Task)>> LeasesAsync(MaintenanceLab lab) =>
        [.. (await lab.Client.ListAllAsync(Resources.Leases, null, null, Token)).Items.Select(lease => (lease.Metadata.Namespace!, lease.Metadata.Name))];

    /// <summary>An account without one right, or a server that does not serve something.</summary>
    private sealed class Gate(HttpMessageHandler inner, string? refused, string? broken) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (broken is not null && request.RequestUri!.AbsolutePath.Contains(broken, StringComparison.Ordinal))
                return new(HttpStatusCode.InternalServerError) { Content = new StringContent("{\"kind\":\"Status\",\"reason\":\"InternalError\",\"message\":\"broken\",\"code\":500}", Encoding.UTF8, "application/json") };
            if (refused is not null && request.RequestUri!.AbsolutePath.EndsWith("/selfsubjectaccessreviews", StringComparison.Ordinal)
                && (await request.Content!.ReadAsStringAsync(cancellationToken)).Contains($"\"resource\":\"{refused}\"", StringComparison.Ordinal))
                return new(HttpStatusCode.Created) { Content = new StringContent("{\"kind\":\"SelfSubjectAccessReview\",\"apiVersion\":\"authorization.k8s.io/v1\",\"status\":{\"allowed\":false}}", Encoding.UTF8, "application/json") };
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
