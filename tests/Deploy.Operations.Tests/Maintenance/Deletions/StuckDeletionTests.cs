using System.Net;
using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Operations.Maintenance;
using Deploy.Operations.Maintenance.Deletions;
using Deploy.Operations.Tests.Maintenance.Lab;

namespace Deploy.Operations.Tests.Maintenance.Deletions;

/// <summary>Stuck deletions against the API alone: nothing there ends a deletion by itself.</summary>
public sealed class StuckDeletionTests : IAsyncLifetime
{
    private MaintenanceLab lab = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => lab = await MaintenanceLab.StartAsync(loops: false);

    public ValueTask DisposeAsync() => lab.DisposeAsync();

    [Fact]
    public async Task What_another_finalizer_holds_is_explained_alerted_and_left_alone()
    {
        await DeletedPodAsync("a", "finalizers: [example.com/mine]", "");
        var posted = new List<string>();
        var options = new MaintenanceOptions { Stuck = new() { Webhook = new("https://alerts.example/secret-path") } };
        var context = lab.Context(options, alerts: new Receiver(posted, HttpStatusCode.OK));

        var report = await new StuckDeletions(context).RunAsync(lab.Now.AddHours(1), Token);
        await new StuckDeletions(context).RunAsync(lab.Now.AddHours(1.5), Token);
        await new StuckDeletions(context).RunAsync(lab.Now.AddHours(3), Token);

        Assert.Contains("example.com/mine", Assert.Single(report.Steps).Message, StringComparison.Ordinal);
        Assert.Equal(2, posted.Count);
        Assert.Contains("\"name\":\"a\"", posted[0], StringComparison.Ordinal);
        var e = Assert.Single((await lab.Client.ListAllAsync(Resources.Events, MaintenanceLab.Ns, null, Token)).Items);
        Assert.Equal(("DeletionStuck", "a", 2), (e.Reason, e.InvolvedObject.Name, e.Count));
    }

    [Fact]
    public async Task A_webhook_that_fails_is_told_without_its_path_and_stops_nothing()
    {
        await DeletedPodAsync("a", "finalizers: [example.com/mine]", "");
        var options = new MaintenanceOptions { Stuck = new() { Webhook = new("https://alerts.example/secret-path") } };

        var report = await new StuckDeletions(lab.Context(options, alerts: new Receiver([], HttpStatusCode.InternalServerError))).RunAsync(lab.Now.AddHours(1), Token);

        Assert.Equal((MaintenanceOutcome.CompletedWithFailures, 1, 1), (report.Outcome, report.Failed, report.Postponed));
        Assert.DoesNotContain(report.Steps, s => s.Message.Contains("secret-path", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("500")]
    [InlineData("unreachable")]
    [InlineData("silent")]
    public async Task What_the_webhook_was_not_told_it_is_told_by_the_next_run(string fault)
    {
        await DeletedPodAsync("a", "finalizers: [example.com/mine]", "");
        var posted = new List<string>();
        var options = new MaintenanceOptions { Stuck = new() { Webhook = new("https://alerts.example/secret-path") } };
        var failing = new Receiver([], HttpStatusCode.InternalServerError, fault switch
        {
            "unreachable" => Task.FromException(new HttpRequestException("no route")),
            "silent" => Task.FromCanceled(new(canceled: true)),
            _ => null,
        });

        var first = await new StuckDeletions(lab.Context(options, alerts: failing)).RunAsync(lab.Now.AddHours(1), Token);
        var second = await new StuckDeletions(lab.Context(options, alerts: new Receiver(posted, HttpStatusCode.OK))).RunAsync(lab.Now.AddHours(1).AddMinutes(5), Token);
        var third = await new StuckDeletions(lab.Context(options, alerts: new Receiver(posted, HttpStatusCode.OK))).RunAsync(lab.Now.AddHours(1).AddMinutes(10), Token);

        Assert.Equal((1, 0, 0), (first.Failed, second.Failed, third.Failed));
        Assert.Single(posted);
        // Who looks with kubectl was told at once.
        Assert.Single((await lab.Client.ListAllAsync(Resources.Events, MaintenanceLab.Ns, null, Token)).Items);
    }

    [Fact]
    public async Task A_replica_on_a_lost_node_is_forced_only_by_policy()
    {
        await DeletedPodAsync("a", "", "nodeName: gone-node");

        var told = await new StuckDeletions(lab.Context()).RunAsync(lab.Now.AddHours(1), Token);
        Assert.Contains("gone-node", Assert.Single(told.Steps).Message, StringComparison.Ordinal);
        Assert.NotNull(await lab.Client.FindAsync(Resources.Pods, MaintenanceLab.Ns, "a", Token));

        var options = new MaintenanceOptions { Stuck = new() { Repair = StuckRepair.LostNode } };
        await new StuckDeletions(lab.Context(options)).RunAsync(lab.Now.AddHours(1), Token);
        Assert.Null(await lab.Client.FindAsync(Resources.Pods, MaintenanceLab.Ns, "a", Token));
    }

    [Fact]
    public async Task A_deletion_that_is_not_late_is_nobodys_business()
    {
        await DeletedPodAsync("a", "finalizers: [example.com/mine]", "");
        var report = await new StuckDeletions(lab.Context()).RunAsync(lab.Now.AddMinutes(5), Token);
        Assert.Empty(report.Steps);
    }

    [Fact]
    public async Task Two_runs_at_once_are_kept_apart()
    {
        await DeletedPodAsync("a", "finalizers: [example.com/mine]", "");
        var gate = new TaskCompletionSource();
        var options = new MaintenanceOptions { Stuck = new() { Webhook = new("https://alerts.example/") } };
        var receiver = new Receiver([], HttpStatusCode.OK, gate.Task);
        var slow = new StuckDeletions(lab.Context(options, alerts: receiver)).RunAsync(lab.Now.AddHours(1), Token);
        await receiver.Called.WaitAsync(Token);

        var second = await new StuckDeletions(lab.Context()).RunAsync(lab.Now.AddHours(1), Token);
        gate.SetResult();

        Assert.Equal(MaintenanceOutcome.Skipped, second.Outcome);
        Assert.Equal(MaintenanceOutcome.Completed, (await slow).Outcome);
        Assert.Equal(MaintenanceOutcome.Completed, (await new StuckDeletions(lab.Context()).RunAsync(lab.Now.AddHours(1), Token)).Outcome);
    }

    [Fact]
    public async Task Told_to_stop_it_stops_and_reports_what_it_did()
    {
        await DeletedPodAsync("a", "finalizers: [example.com/mine]", "");
        using var stop = new CancellationTokenSource();
        var options = new MaintenanceOptions { Stuck = new() { Webhook = new("https://alerts.example/") } };
        var run = new StuckDeletions(lab.Context(options, alerts: new Receiver([], HttpStatusCode.OK, stop.CancelAsync().ContinueWith(_ => { }, TaskScheduler.Default)))).RunAsync(lab.Now.AddHours(1), stop.Token);

        Assert.Equal(MaintenanceOutcome.Interrupted, (await run).Outcome);
    }

    private async Task DeletedPodAsync(string name, string metadata, string spec)
    {
        await lab.CreateAsync($$"""
            apiVersion: v1
            kind: Pod
            metadata:
              name: {{name}}
              labels: {module-controller.koupleless.io/component: module}
              {{metadata}}
            spec:
              {{spec}}
              containers: [{name: c, image: registry.local/ok:1}]
            """);
        await lab.Client.DeleteAsync(Resources.Pods, MaintenanceLab.Ns, name, new() { GracePeriodSeconds = 30 }, Token);
    }

    private sealed class Receiver(List<string> posted, HttpStatusCode status, Task? first = null) : HttpMessageHandler
    {
        private readonly TaskCompletionSource _called = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Called => _called.Task;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            _called.TrySetResult();
            if (first is not null)
                await first.WaitAsync(cancellationToken);
            var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
            posted.Add(body.ToJsonString());
            return new(status);
        }
    }
}
