using System.Net;
using Deploy.Kubernetes;
using Deploy.Operations.Maintenance;
using Deploy.Testing;

namespace Deploy.Functions.Tests;

public sealed class HandlerTests
{
    private const string Tick = """{"Data":{"timer":{"ScheduleStatus":{"Last":"2026-11-21T02:15:00Z"},"IsPastDue":false}}}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_host_is_told_that_it_is_ready_and_others_whether_it_is_well()
    {
        await using var well = await HandlerFixture.StartAsync();
        await using var ill = await HandlerFixture.StartAsync(broken: true);
        Assert.Equal("ready", await well.Http.GetStringAsync(new Uri("/", UriKind.Relative), Token));
        Assert.Equal(200, (await well.PostAsync("/healthz", "", HttpMethod.Get)).Status);
        var (status, body) = await ill.PostAsync("/healthz", "", HttpMethod.Get);
        Assert.Equal((503, "degraded"), (status, (string?)body!["status"]));
    }

    [Fact]
    public async Task What_is_no_invocation_is_refused()
    {
        await using var handler = await HandlerFixture.StartAsync();
        Assert.Equal(413, (await handler.PostAsync("/StuckDeletions", "{\"Data\":{\"timer\":{\"x\":\"" + new string('x', 70_000) + "\"}}}")).Status);
        Assert.Equal(405, (await handler.PostAsync("/StuckDeletions", "", HttpMethod.Get)).Status);
        var (status, body) = await handler.PostAsync("/Nothing", Tick);
        Assert.Equal(404, status);
        Assert.Contains("RefreshUrls", (string?)body!["Logs"]![0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_that_does_not_answer_fails_the_invocation()
    {
        await using var handler = await HandlerFixture.StartAsync(broken: true);
        var (status, body) = await handler.PostAsync("/RecycleReplicas", Tick);
        Assert.Equal(500, status);
        Assert.Equal("Failed", (string?)body!["ReturnValue"]![0]!["outcome"]);
    }

    [Fact]
    public async Task Two_ticks_at_once_are_one()
    {
        var gate = new Gate();
        await using var handler = await StartStuckAsync(gate);
        var first = handler.PostAsync("/StuckDeletions", Tick);
        await gate.Reached.WaitAsync(Token);

        var second = await handler.PostAsync("/StuckDeletions", Tick);
        gate.Open();

        Assert.Equal((200, "Skipped"), (second.Status, (string?)second.Body!["ReturnValue"]![0]!["outcome"]));
        Assert.Equal("Completed", (string?)(await first).Body!["ReturnValue"]![0]!["outcome"]);
    }

    [Fact]
    public async Task Stopped_in_the_middle_of_a_sweep_it_answers_and_gives_its_lease_back()
    {
        var gate = new Gate();
        await using var handler = await StartStuckAsync(gate);
        var under = handler.PostAsync("/StuckDeletions", Tick);
        await gate.Reached.WaitAsync(Token);

        await handler.App.StopAsync(Token);

        var (status, body) = await under;
        Assert.Equal((200, "Interrupted"), (status, (string?)body!["ReturnValue"]![0]!["outcome"]));
        var lease = Assert.Single((await handler.Kubernetes.ListAllAsync(Resources.Leases, "default", null, Token)).Items);
        Assert.True(string.IsNullOrEmpty(lease.Spec.HolderIdentity));
    }

    [Fact]
    public async Task A_signature_never_reaches_an_answer_or_a_log()
    {
        const string image = "https://store.example/packages/a/1/a.jar?sv=1&se=2026-11-22T00%3A00%3A00Z&sig=PLANTEDSIGNATURE";
        await using var handler = await HandlerFixture.StartAsync();
        var deployment = Yaml.Read($$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: a}
            spec:
              selector: {matchLabels: {app: a} }
              template: {metadata: {labels: {app: a} }, spec: {containers: [{name: a, image: "{{image}}"}]} }
            """);
        await handler.Kubernetes.CreateAsync(Resources.Untyped("apps", "v1", "deployments", "Deployment", true), "default", deployment, null, Token);

        var (_, body) = await handler.PostAsync("/RefreshUrls", Tick);

        Assert.Contains("another store", body!.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("PLANTED", body.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(handler.Log.Lines, l => l.Contains("PLANTED", StringComparison.Ordinal));
    }

    [Fact]
    public async Task By_itself_it_ticks_by_the_same_files()
    {
        var time = new VirtualTime(new DateTimeOffset(2026, 11, 21, 2, 20, 1, TimeSpan.Zero));
        await using var handler = await HandlerFixture.StartAsync(time: time, args: ["--self-host"]);
        await Eventually.UntilAsync(() => time.PendingTimers >= MaintenanceTasks.Names.Count, "all timers wait");

        var ran = new List<string>();
        await Eventually.UntilAsync(async () =>
        {
            time.Advance(TimeSpan.FromSeconds(10));
            ran = [.. (await handler.Kubernetes.ListAllAsync(Resources.Leases, "default", null, Token)).Items.Select(l => l.Metadata.Name)];
            return ran.Count >= 4;
        }, "a tick of each timer of the minute");

        Assert.Contains("deploy-archivediagnostics", ran);
        Assert.Contains("deploy-recyclereplicas", ran);
        Assert.DoesNotContain("deploy-archiveretention", ran);
    }

    private static async Task<HandlerFixture> StartStuckAsync(Gate gate)
    {
        var options = new MaintenanceOptions { Stuck = new() { Webhook = new("https://alerts.example/"), After = TimeSpan.FromSeconds(-60) } };
        var handler = await HandlerFixture.StartAsync(options, gate);
        var pod = Yaml.Read("""
            apiVersion: v1
            kind: Pod
            metadata: {name: a, finalizers: [example.com/mine], labels: {module-controller.koupleless.io/component: module} }
            spec: {containers: [{name: a, image: registry.local/ok:1}]}
            """);
        await handler.Kubernetes.CreateAsync(Resources.Untyped("", "v1", "pods", "Pod", true), "default", pod, null, Token);
        await handler.Kubernetes.DeleteAsync(Resources.Pods, "default", "a", null, Token);
        return handler;
    }

    /// <summary>An alert receiver that holds a sweep up in its middle.</summary>
    private sealed class Gate : HttpMessageHandler
    {
        private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => reached.Task;

        public void Open() => open.TrySetResult();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            reached.TrySetResult();
            await open.Task.WaitAsync(cancellationToken);
            return new(HttpStatusCode.OK);
        }
    }
}
