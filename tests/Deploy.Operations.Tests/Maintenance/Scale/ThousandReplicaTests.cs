using System.Globalization;
using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Operations.Maintenance;
using Deploy.Operations.Maintenance.Archiving;
using Deploy.Operations.Maintenance.Recycling;
using Deploy.Operations.Modules;
using Deploy.Operations.Tests.Maintenance.Lab;
using Deploy.Testing;

namespace Deploy.Operations.Tests.Maintenance.Scale;

/// <summary>A thousand replicas of a hundred modules on the API alone, over more than a day, in no time.</summary>
public sealed class ThousandReplicaTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Modules = 100;
    private const int Each = 10;
    private readonly VirtualTime time = new(new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero));
    private MaintenanceLab lab = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        lab = await MaintenanceLab.StartAsync(loops: false, time);
        await Parallel.ForAsync(0, Modules, Token, async (m, token) => await SetAsync($"m{m:000}"));
    }

    public ValueTask DisposeAsync() => lab.DisposeAsync();

    [Fact]
    public async Task Writes_grow_with_what_is_due_not_with_what_exists()
    {
        var options = new MaintenanceOptions { PageSize = 200, Recycle = new() { Jitter = 0.5 } };
        var writes = new List<(int Due, int Writes)>();
        for (var hour = 0; hour <= 24; hour += 4, time.Advance(TimeSpan.FromHours(4)))
        {
            var kill = new KillSwitch(int.MaxValue, uncounted: "/leases");
            var report = await new RecycleReplicas(lab.Context(options, kill)).RunAsync(time.GetUtcNow(), Token);
            Assert.Equal(Modules * Each, report.Examined);
            writes.Add((report.Begun, kill.Writes));
            output.WriteLine($"after {hour} h: {report} with {kill.Writes} writes");
        }
        Assert.All(writes, w => Assert.Equal(w.Due, w.Writes));
        Assert.Equal(0, writes[0].Writes);
        Assert.InRange(writes.Max(w => w.Writes), 1, Modules);
    }

    [Fact]
    public async Task The_whole_is_read_page_by_page()
    {
        var pages = 0;
        var counting = new CountingHandler(lab.Cluster.CreateHandler(), r => pages += r.RequestUri!.AbsolutePath.EndsWith("/pods", StringComparison.Ordinal) ? 1 : 0);
        using var client = new KubernetesClient(lab.Cluster.Connection with { Handler = counting }, new() { TimeProvider = time });
        var task = new RecycleReplicas(new MaintenanceContext(client, lab.Store, new() { PageSize = 100, Recycle = new() { Jitter = 0.5 } }, time));
        Assert.Equal((0, 10), await LookAsync(0));

        // The first minute at which anything is due; that costs a second look at its own modules, not at all.
        var (none, some) = (0, 24 * 60);
        while (some - none > 1)
        {
            var middle = (none + some) / 2;
            (none, some) = (await LookAsync(middle)).Due == 0 ? (middle, some) : (none, middle);
        }
        var (due, read) = await LookAsync(some);
        Assert.InRange(due, 1, 5);
        Assert.Equal(11, read);

        async Task<(int Due, int Pages)> LookAsync(int minutes)
        {
            pages = 0;
            return ((await task.PlanAsync(time.GetUtcNow().AddMinutes(minutes), Token)).Actions.Count, pages);
        }
    }

    [Fact]
    public async Task A_day_later_the_most_urgent_sets_are_begun_and_the_others_are_told_of()
    {
        time.Advance(TimeSpan.FromHours(25));
        var context = lab.Context(new() { Recycle = new() { Total = 7, TotalPercent = 1 } });

        var report = await new RecycleReplicas(context).RunAsync(time.GetUtcNow(), Token);

        // One percent of a thousand.
        Assert.Equal(10, report.Begun);
        Assert.Contains(report.Warnings, warning => warning.Contains("more sets", StringComparison.Ordinal));
        Assert.Contains(report.Warnings, warning => warning.Contains("DEPLOY_RECYCLE_TOTAL", StringComparison.Ordinal));
        Assert.InRange(report.Postponed, 1, 2 * 10 * Each);
    }

    [Fact]
    public async Task No_timer_reads_replicas_but_in_pages_whatever_is_due()
    {
        var options = new MaintenanceOptions { PageSize = 100, Recycle = new() { UnresponsiveLimit = TimeSpan.FromHours(1) } };
        await new ArchiveDiagnostics(lab.Context(options)).RunAsync(time.GetUtcNow(), Token);
        time.Advance(TimeSpan.FromHours(25));
        // Of the deleted ones one had lost its name to the move out of traffic, and one never found a place.
        await lab.Client.PatchAsync(WorkloadResources.Pods, MaintenanceLab.Ns, "m001-1", Patch.Merge(new() { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["module.koupleless.io/name"] = null } } }), null, Token);
        await SetStatusAsync("m001-2", "Pending", "PodScheduled", "False");
        foreach (var name in (string[])["m001-0", "m001-1", "m001-2"])
            await lab.Client.DeleteAsync(Resources.Pods, MaintenanceLab.Ns, name, new() { GracePeriodSeconds = 0 }, Token);
        var lists = new List<string>();
        var counting = new CountingHandler(lab.Cluster.CreateHandler(), r => Note(lists, r));
        using var client = new KubernetesClient(lab.Cluster.Connection with { Handler = counting }, new() { TimeProvider = time });
        var context = new MaintenanceContext(client, lab.Store, options, time);

        foreach (var name in (string[])["RecycleReplicas", "RefreshUrls", "ArchiveDiagnostics", "StuckDeletions", "AlignPeers"])
        {
            lists.Clear();
            var report = await MaintenanceTasks.Create(name, context).RunAsync(time.GetUtcNow(), Token);
            output.WriteLine($"{report}: {lists.Count} lists of pods and sets");
            Assert.Equal(0, report.Failed);
            Assert.All(lists, list => Assert.Contains("limit=100", list, StringComparison.Ordinal));
            // Ten pages are a look; recycling looks twice, and sets come on top.
            Assert.InRange(lists.Count, 0, 2 * 10 + 2);
        }
        Assert.Null(await lab.Client.FindAsync(Resources.Pods, MaintenanceLab.Ns, "m001-1", Token));
    }

    [Fact]
    public async Task The_archivers_first_run_holds_all_and_keeps_no_more_than_a_page()
    {
        var options = new MaintenanceOptions { PageSize = 100 };
        var work = await ArchiveWork.FindAsync(lab.Context(options), time.GetUtcNow(), options.PageSize, Token);
        Assert.Equal((1000, 100, true), (work.Examined, work.Unheld.Count, work.HasMore));

        var first = await new ArchiveDiagnostics(lab.Context(options)).RunAsync(time.GetUtcNow(), Token);
        var kill = new KillSwitch(int.MaxValue, uncounted: "/leases");
        var second = await new ArchiveDiagnostics(lab.Context(options, kill)).RunAsync(time.GetUtcNow(), Token);

        Assert.Equal((1000, 0), (first.Done, second.Done));
        Assert.DoesNotContain(kill.Log, write => write.Contains("/pods", StringComparison.Ordinal));
    }

    private static void Note(List<string> lists, HttpRequestMessage request)
    {
        if (request.Method == HttpMethod.Get && request.RequestUri!.AbsolutePath.Split('/')[^1] is "pods" or "replicasets")
            lock (lists)
                lists.Add(request.RequestUri.PathAndQuery);
    }

    private async Task SetAsync(string module)
    {
        var set = await lab.CreateAsync($$"""
            apiVersion: apps/v1
            kind: ReplicaSet
            metadata: {name: {{module}} }
            spec:
              replicas: {{Each}}
              selector: {matchLabels: {app: {{module}}, pod-template-hash: x} }
              template:
                metadata: {labels: {app: {{module}}, pod-template-hash: x} }
                spec: {containers: [{name: {{module}}, image: registry.local/ok:1}]}
            """);
        for (var i = 0; i < Each; i++)
        {
            await lab.CreateAsync($$"""
                apiVersion: v1
                kind: Pod
                metadata:
                  name: {{module}}-{{i}}
                  labels: {app: {{module}}, pod-template-hash: x, module.koupleless.io/name: {{module}}, module-controller.koupleless.io/component: module}
                  ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: {{module}}, uid: {{set.TextAt("metadata", "uid")}}, controller: true}]
                spec: {nodeName: n1, containers: [{name: {{module}}, image: registry.local/ok:1}]}
                """);
            await SetStatusAsync($"{module}-{i}", "Running", "Ready", "True");
        }
    }

    private Task SetStatusAsync(string pod, string phase, string condition, string isTrue)
    {
        var said = new JsonObject { ["type"] = condition, ["status"] = isTrue, ["lastTransitionTime"] = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) };
        var status = new JsonObject { ["status"] = new JsonObject { ["phase"] = phase, ["conditions"] = new JsonArray(said) } };
        return lab.Client.PatchAsync(WorkloadResources.Pods, MaintenanceLab.Ns, pod, Patch.Merge(status), new() { Subresource = "status" }, Token);
    }

    private sealed class CountingHandler(HttpMessageHandler inner, Action<HttpRequestMessage> seen) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            seen(request);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
