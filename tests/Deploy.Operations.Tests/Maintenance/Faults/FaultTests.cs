using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Maintenance;
using Deploy.Operations.Maintenance.Archiving;
using Deploy.Operations.Maintenance.Recycling;
using Deploy.Operations.Modules;
using Deploy.Operations.Tests.Maintenance.Lab;
using Deploy.Storage;
using Deploy.Testing;

namespace Deploy.Operations.Tests.Maintenance.Faults;

/// <summary>
/// A tick that meets a fault of the store or of the API server ends with a report that says it with a code, loses nothing,
/// and the next tick, without the fault, finishes.
/// </summary>
public sealed class FaultTests(FaultTests.Bed bed) : IClassFixture<FaultTests.Bed>
{
    private static readonly string[] StoreFaults = ["timeout", "connection lost", "store 403", "store 404", "store 409", "store 412", "lease lost", "store 500", "store 503"];
    private static readonly string[] ApiFaults = ["timeout", "connection lost", "401", "403", "409", "429", "500", "503", "504"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static DateTimeOffset Tomorrow => TimeProvider.System.GetUtcNow().AddHours(24);

    public static TheoryData<string> OfTheStore => [.. StoreFaults];

    public static TheoryData<string> OfTheApiServer => [.. ApiFaults];

    [Theory, MemberData(nameof(OfTheStore))]
    public async Task A_store_that_fails_keeps_no_replica_from_the_archive(string name)
    {
        var pod = await bed.EndedAsync("a" + Slug(name));
        var fault = new FaultSwitch(name);

        var report = await new ArchiveDiagnostics(bed.Context(store: fault)).RunAsync(Tomorrow.AddHours(-24), Token);

        AssertTold(report, fault);
        Assert.NotNull(await bed.Lab.Client.FindAsync(Resources.Pods, MaintenanceLab.Ns, pod.Metadata.Name, Token));
        fault.IsOn = false;
        await bed.ArchivedOnceAsync(pod);
    }

    [Theory, MemberData(nameof(OfTheStore))]
    public async Task A_store_that_fails_lets_no_replica_go_unarchived(string name)
    {
        var pod = await bed.ReadyAsync("r" + Slug(name));
        var fault = new FaultSwitch(name);
        var reports = new List<MaintenanceReport>();
        await new RecycleReplicas(bed.Context(store: fault)).UntilAsync(() => Tomorrow, last =>
        {
            if (last is not null)
                reports.Add(last);
            return Task.FromResult(last?.Failed > 0);
        }, Token);

        AssertTold(reports[^1], fault);
        Assert.NotNull(await bed.Lab.Client.FindAsync(Resources.Pods, MaintenanceLab.Ns, pod.Metadata.Name, Token));
        fault.IsOn = false;
        await bed.RecycledAsync(pod);
    }

    [Theory, MemberData(nameof(OfTheApiServer))]
    public async Task An_api_server_that_refuses_writes_stops_nothing_for_good(string name)
    {
        var pod = await bed.ReadyAsync("w" + Slug(name));
        // The lease is let through: without it nothing would even be tried.
        var fault = new FaultSwitch(name, request => request.Method != HttpMethod.Get && !request.RequestUri!.AbsolutePath.Contains("/leases", StringComparison.Ordinal));

        var report = await new RecycleReplicas(bed.Context(api: fault)).RunAsync(Tomorrow, Token);

        Assert.True(fault.Count > 0);
        // A conflict is no failure: somebody else changed the replica, and the next tick looks again.
        Assert.True(name == "409" ? report.Postponed > 0 : report.Failed > 0, report.ToString());
        Assert.True(MaintenanceLab.IsReady((await bed.Lab.Client.FindAsync(Resources.Pods, MaintenanceLab.Ns, pod.Metadata.Name, Token))!));
        fault.IsOn = false;
        await bed.RecycledAsync(pod);
    }

    [Theory, MemberData(nameof(OfTheApiServer))]
    public async Task An_api_server_that_answers_nothing_is_reported(string name)
    {
        var fault = new FaultSwitch(name);
        foreach (var task in MaintenanceTasks.Names)
        {
            var report = await MaintenanceTasks.Create(task, bed.Context(api: fault)).RunAsync(Tomorrow, Token);
            // Somebody else's lease is what a conflict at its taking looks like.
            Assert.True(report.Outcome == MaintenanceOutcome.Failed || (name == "409" && report.Outcome == MaintenanceOutcome.Skipped), report.ToString());
            Assert.NotNull(report.Message);
        }
    }

    [Fact]
    public async Task A_lease_that_is_lost_in_the_middle_ends_the_sweep_and_the_next_one_goes_on()
    {
        var pod = await bed.EndedAsync("lost");
        var options = new MaintenanceOptions { LeaseNamespace = "kube-system", LeaseDuration = TimeSpan.FromSeconds(1) };
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var task = new ArchiveDiagnostics(new(bed.Lab.Client, bed.StoreOf(new HeldHandler(bed.Lab.Cluster.CreateHandler(), gate.Task)), options, bed.Lab.Time));
        var run = task.RunAsync(bed.Lab.Now, Token);
        await Eventually.UntilAsync(async () =>
        {
            if (await bed.Lab.Client.FindAsync(Resources.Leases, "kube-system", "deploy-archivediagnostics", Token) is not { } lease || lease.Spec.HolderIdentity is not { Length: > 0 })
                return false;
            var theft = new JsonObject { ["spec"] = new JsonObject { ["holderIdentity"] = "thief", ["leaseDurationSeconds"] = 1 } };
            await bed.Lab.Client.PatchAsync(Resources.Leases, "kube-system", "deploy-archivediagnostics", Patch.Merge(theft), null, Token);
            return true;
        }, "the lease is stolen");

        var report = await run;

        Assert.Equal((MaintenanceOutcome.Interrupted, "It lost its lease to another run."), (report.Outcome, report.Message));
        gate.SetResult();
        await bed.ArchivedOnceAsync(pod);
    }

    private static void AssertTold(MaintenanceReport report, FaultSwitch fault)
    {
        Assert.True(fault.Count > 0);
        Assert.True(report.Outcome is MaintenanceOutcome.CompletedWithFailures or MaintenanceOutcome.Failed, report.ToString());
        Assert.All(report.Steps.Where(step => step.Outcome == StepOutcome.Failed), step => Assert.Contains('.', step.Code!));
    }

    private static string Slug(string name) => name.Replace(' ', '-');

    /// <summary>One cluster for all cases, each with a module of its own.</summary>
    public sealed class Bed : IAsyncLifetime
    {
        internal MaintenanceLab Lab { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Lab = await MaintenanceLab.StartAsync();

        public ValueTask DisposeAsync() => Lab.DisposeAsync();

        internal MaintenanceContext Context(FaultSwitch? store = null, FaultSwitch? api = null)
        {
            var client = api is null ? Lab.Client : new KubernetesClient(
                Lab.Cluster.Connection with { Handler = new FailingHandler(Lab.Cluster.CreateHandler(), api) }, new() { TimeProvider = Lab.Time, MaxRetries = 0 });
            var blobs = store is null ? Lab.Store : StoreOf(new FailingHandler(Lab.Cluster.CreateHandler(), store));
            return new(client, blobs, Options, Lab.Time);
        }

        internal BlobStore StoreOf(HttpMessageHandler handler) =>
            BlobStore.Open(new() { ConnectionString = Lab.Cluster.Blobs.ConnectionString, Handler = handler, Retry = new() { Attempts = 0 } }, Lab.Time);

        internal async Task<Pod> ReadyAsync(string name)
        {
            await Lab.DeployAsync(name, "registry.local/ok:1", 1);
            await Lab.ReadyAsync(name, 1);
            return (await Lab.PodsAsync(name)).Single();
        }

        /// <summary>A replica that was held, is deleted, and has ended.</summary>
        internal async Task<Pod> EndedAsync(string name)
        {
            var pod = await ReadyAsync(name);
            await new ArchiveDiagnostics(Context()).RunAsync(Lab.Now, Token);
            await Lab.Client.DeleteAsync(Resources.Pods, MaintenanceLab.Ns, pod.Metadata.Name, new() { GracePeriodSeconds = 0 }, Token);
            return pod;
        }

        internal async Task ArchivedOnceAsync(Pod pod)
        {
            await new ArchiveDiagnostics(Context()).UntilAsync(() => Lab.Now, async _ => await GoneAsync(pod), Token);
            await AssertOnceAsync(pod);
            await RemoveAsync(pod);
        }

        internal async Task RecycledAsync(Pod pod)
        {
            await new RecycleReplicas(Context()).UntilAsync(() => Tomorrow, async _ => await GoneAsync(pod), Token);
            await AssertOnceAsync(pod);
            await RemoveAsync(pod);
        }

        /// <summary>Clears the module away, so that the next case meets only its own.</summary>
        private async Task RemoveAsync(Pod pod)
        {
            var name = pod.Metadata.Labels["app"];
            await Lab.Client.DeleteAsync(Resources.Deployments, MaintenanceLab.Ns, name, null, Token);
            await Eventually.UntilAsync(async () =>
            {
                var left = await Lab.PodsAsync(name);
                foreach (var each in left)
                    await RemoveReplicaAsync(each.Metadata.Name);
                return left.Count == 0;
            }, $"{name} is cleared away");
        }

        private async Task RemoveReplicaAsync(string name)
        {
            try
            {
                var free = new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = null } };
                await Lab.Client.PatchAsync(WorkloadResources.Pods, MaintenanceLab.Ns, name, Patch.Merge(free), null, Token);
                await Lab.Client.DeleteAsync(Resources.Pods, MaintenanceLab.Ns, name, new() { GracePeriodSeconds = 0 }, Token);
            }
            catch (KubernetesException e) when (e.IsNotFound)
            {
                // Gone is what was wanted.
            }
        }

        private async Task<bool> GoneAsync(Pod pod) =>
            await Lab.Client.FindAsync(Resources.Pods, MaintenanceLab.Ns, pod.Metadata.Name, Token) is not { } live || live.Metadata.Uid != pod.Metadata.Uid;

        private async Task AssertOnceAsync(Pod pod) => Assert.Equal(1, await Lab.Store.Archive
            .ReadAsync(Lab.Now.AddDays(-1), Lab.Now.AddDays(2), Token).CountAsync(archived => archived.Uid == pod.Metadata.Uid, Token));

        private static MaintenanceOptions Options { get; } = new() { Recycle = new() { Grace = TimeSpan.Zero, Percent = 100, CreatedBefore = null, Total = 10_000 } };
    }

    /// <summary>A store that answers only when it is let.</summary>
    private sealed class HeldHandler(HttpMessageHandler inner, Task gate) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await gate.WaitAsync(cancellationToken);
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
