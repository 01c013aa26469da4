using System.Text;
using Deploy.Kubernetes;
using Deploy.Operations.Maintenance;
using Deploy.Operations.Maintenance.Recycling;
using Deploy.Operations.Modules;
using Deploy.Operations.Tests.Maintenance.Lab;
using Deploy.Operations.Traffic;
using Deploy.Testing;

namespace Deploy.Operations.Tests.Maintenance.Recycling;

/// <summary>Recycling on a local cluster with controllers, nodes and traffic.</summary>
public sealed class RecycleTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(15);
    private MaintenanceLab lab = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private DateTimeOffset Tomorrow => lab.Now.AddHours(24);

    public async ValueTask InitializeAsync() => lab = await MaintenanceLab.StartAsync();

    public ValueTask DisposeAsync() => lab.DisposeAsync();

    [Fact]
    public async Task A_single_replica_is_replaced_without_a_gap_and_lies_in_the_archive()
    {
        await ServeAsync("orders", 1);
        var old = (await lab.PodsAsync("orders")).Single();
        await using var traffic = await TrafficProbe.StartAsync(lab.Client, new(MaintenanceLab.Ns, "orders", null, "/"), TimeProvider.System, Token);

        // The grace is real here: controllers and callers take their time.
        var options = new MaintenanceOptions { Recycle = new() { Grace = TimeSpan.FromSeconds(1), CreatedBefore = await NextSecondAsync() } };
        await new RecycleReplicas(lab.Context(options)).UntilAsync(() => Tomorrow, _ => GoneAsync(old.Metadata.Name), Token);

        var report = await traffic.StopAsync();
        Assert.True(report is { Failed: 0, Answered: > 0 }, $"{report} {report.FirstFailure}");
        Assert.NotEqual(old.Metadata.Uid, Assert.Single(await lab.PodsAsync("orders")).Metadata.Uid);
        var archived = await lab.Store.Archive.ReadAsync(lab.Now.AddDays(-1), lab.Now.AddDays(3), Token).SingleAsync(Token);
        Assert.Equal((old.Metadata.Uid, "recycled", "Responsive", "orders"), (archived.Uid, archived.Reason, archived.LastState, archived.Module));
        var diagnostic = Encoding.UTF8.GetString((await lab.Store.Archive.ReadDiagnosticAsync(archived, Token))!.Value.Span);
        Assert.Contains(old.Metadata.Name, diagnostic, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_after_any_write_the_next_runs_finish()
    {
        var points = 0;
        for (var done = false; !done; points++)
        {
            var name = $"biz-{points}";
            await ServeAsync(name, 1);
            var old = (await lab.PodsAsync(name)).Single();
            // Every tick writes its lease, which the kills of a refresh cover.
            var kill = new KillSwitch(points + 1, uncounted: "/leases");
            var options = new MaintenanceOptions { Parallel = 1, Recycle = new() { CreatedBefore = await NextSecondAsync() } };
            var killed = new RecycleReplicas(lab.Context(options, kill));
            var now = Tomorrow;
            for (var i = 0; i < 60 && !kill.IsDead && !await GoneAsync(old.Metadata.Name); i++, now += Step)
            {
                await killed.RunAsync(now, Token);
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
            }
            done = !kill.IsDead;
            await lab.ForgetLeaseAsync(RecycleReplicas.TaskName);

            await new RecycleReplicas(lab.Context(options)).UntilAsync(now, Step, () => GoneAsync(old.Metadata.Name), Token);

            await Eventually.UntilAsync(async () => (await lab.PodsAsync(name)).Count(pod => !pod.Metadata.Annotations.ContainsKey(ModuleLabels.DecommissionedAt)) == 1, "one replica that stays", TimeSpan.FromSeconds(60));
            var archived = await lab.Store.Archive.ReadAsync(lab.Now.AddDays(-1), lab.Now.AddDays(3), Token).CountAsync(a => a.Uid == old.Metadata.Uid, Token);
            Assert.True(archived == 1, $"{archived} in the archive when killed after {kill.Log.LastOrDefault()}");
            await lab.Client.DeleteAsync(Resources.Deployments, MaintenanceLab.Ns, name, null, Token);
            foreach (var pod in await lab.PodsAsync(name))
                await lab.Client.DeleteAsync(Resources.Pods, MaintenanceLab.Ns, pod.Metadata.Name, new() { GracePeriodSeconds = 0 }, Token);
        }
        output.WriteLine($"{points - 1} kill points of a recycling");
        Assert.True(points > 5);
    }

    [Fact]
    public async Task A_disruption_budget_holds_the_deletion_back()
    {
        await ServeAsync("orders", 1);
        await lab.CreateAsync("""
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata: {name: all}
            spec: {minAvailable: 5, selector: {matchLabels: {module-controller.koupleless.io/component: module}}}
            """);
        var old = (await lab.PodsAsync("orders")).Single();
        var task = new RecycleReplicas(lab.Context());
        var now = Tomorrow;
        await task.UntilAsync(() => now += Step, last =>
            Task.FromResult(last?.Steps.Any(s => s.Message.Contains("PodDisruptionBudget", StringComparison.Ordinal)) == true), Token);

        Assert.False(await GoneAsync(old.Metadata.Name));
        await lab.Client.DeleteAsync(Resources.PodDisruptionBudgets, MaintenanceLab.Ns, "all", null, Token);
        await task.UntilAsync(now, Step, () => GoneAsync(old.Metadata.Name), Token);
    }

    [Fact]
    public async Task A_replacement_that_never_answers_costs_no_replica()
    {
        await ServeAsync("orders", 1);
        var old = (await lab.PodsAsync("orders")).Single();
        var task = new RecycleReplicas(lab.Context());
        foreach (var node in (await lab.Client.ListAllAsync(Resources.Nodes, null, null, Token)).Items)
            await lab.Client.PatchAsync(Resources.Nodes, null, node.Metadata.Name, Patch.Merge(new() { ["spec"] = new System.Text.Json.Nodes.JsonObject { ["unschedulable"] = true } }), null, Token);

        MaintenanceReport last = null!;
        for (var i = 0; i < 10; i++)
            last = await task.RunAsync(Tomorrow.AddMinutes(i), Token);

        var still = (await lab.PodsAsync("orders")).Single(p => p.Metadata.Uid == old.Metadata.Uid);
        Assert.True(MaintenanceLab.IsReady(still));
        Assert.Equal("orders", still.Metadata.Labels["app"]);
        Assert.Contains(last.Steps, s => s.Message.Contains("serves on", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Restart_waits_for_the_replacement_and_remove_does_not()
    {
        await ServeAsync("orders", 1);
        var renewal = new ReplicaRenewal(lab.Context(new() { Recycle = new() { Grace = TimeSpan.Zero } }));
        var first = (await lab.PodsAsync("orders")).Single().Metadata;

        var steps = await renewal.RunAsync(MaintenanceLab.Ns, [first.Name], RenewalKind.Restart, TimeSpan.FromSeconds(30), null, Token);

        Assert.Equal(StepOutcome.Done, Assert.Single(steps).Outcome);
        var second = Assert.Single(await lab.PodsAsync("orders"), p => p.Metadata.Uid != first.Uid && MaintenanceLab.IsReady(p)).Metadata;
        await renewal.RunAsync(MaintenanceLab.Ns, [second.Name], RenewalKind.Remove, TimeSpan.FromSeconds(30), null, Token);
        await lab.ReadyAsync("orders", 1);
        Assert.DoesNotContain(await lab.PodsAsync("orders"), p => p.Metadata.Uid == second.Uid);
    }

    [Fact]
    public async Task A_replica_that_is_not_there_is_said()
    {
        var e = await Assert.ThrowsAsync<Deploy.Operations.Errors.DeployException>(() => new ReplicaRenewal(lab.Context())
            .RunAsync(MaintenanceLab.Ns, ["nobody"], RenewalKind.Restart, TimeSpan.Zero, null, Token));
        Assert.Equal("Replica.NotFound", e.Code.Code);
    }

    /// <summary>By the clock of these tests a replacement is old as well: only what was created until now is to be replaced. Replicas tell whole seconds.</summary>
    private async Task<DateTimeOffset> NextSecondAsync()
    {
        var next = lab.Now.AddSeconds(1);
        next = next.AddTicks(-(next.Ticks % TimeSpan.TicksPerSecond));
        await Deploy.Testing.Eventually.UntilAsync(() => Task.FromResult(lab.Now >= next), "the next second");
        return next;
    }

    private async Task ServeAsync(string name, int replicas)
    {
        await lab.DeployAsync(name, "registry.local/ok:1", replicas);
        await lab.CreateAsync($$"""
            apiVersion: v1
            kind: Service
            metadata: {name: {{name}} }
            spec: {selector: {app: {{name}} }, ports: [{port: 80, targetPort: 80}]}
            """);
        await lab.ReadyAsync(name, replicas);
    }

    private async Task<bool> GoneAsync(string pod) => await lab.Client.FindAsync(Resources.Pods, MaintenanceLab.Ns, pod, Token) is null;
}
