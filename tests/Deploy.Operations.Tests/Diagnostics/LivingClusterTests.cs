using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Operations.Diagnostics;
using Deploy.Operations.Errors;
using Deploy.Operations.Replicas;
using Deploy.Testing;

namespace Deploy.Operations.Tests.Diagnostics;

/// <summary>States, causes, logs and diagnostics of replicas that really run (in real time) on a local cluster.</summary>
public sealed class LivingClusterTests : IAsyncLifetime
{
    private static readonly ResourceType<JsonObject> Deployments = Resources.Untyped("apps", "v1", "deployments", "Deployment", true);

    private LocalClusterFixture _cluster = null!;
    private ReplicaReader _reader = null!;
    private ReplicaLogReader _logs = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await LocalClusterFixture.StartAsync();
        _reader = new ReplicaReader(_cluster.Client, TimeProvider.System);
        _logs = new ReplicaLogReader(_cluster.Client);
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Each_kind_of_failure_shows_its_state_and_cause()
    {
        await DeployAsync("fine", "registry.local/ok:1");
        await DeployAsync("missing", "registry.local/missing:1");
        await DeployAsync("denied", "registry.local/unauthorized:1");
        await DeployAsync("config", "registry.local/config-error:1");
        await DeployAsync("command", "registry.local/bad-command:1");
        await DeployAsync("crash", "registry.local/crash:1");
        await DeployAsync("huge", "registry.local/ok:1", """{"requests":{"memory":"4000Gi"}}""");
        await BecomesAsync("fine", ReplicaState.Responsive, null);
        await BecomesAsync("missing", ReplicaState.StartingError, "Image.NotFound");
        await BecomesAsync("denied", ReplicaState.StartingError, "Image.Unauthorized");
        await BecomesAsync("config", ReplicaState.StartingError, "Config.ConfigMapMissing");
        await BecomesAsync("command", ReplicaState.StartingError, "Container.WrongCommand");
        await BecomesAsync("crash", ReplicaState.StartingError, "Container.CrashLoop");
        var huge = await BecomesAsync("huge", ReplicaState.Starting, "Scheduler.InsufficientResources");
        Assert.Matches(@"^Insufficient memory on 3 of 3 nodes: free \S+ at most \(\S+\), asked 3\.91Ti\.$", huge.Cause!.Message);
    }

    [Fact]
    public async Task A_crash_is_diagnosed_with_the_log_of_the_run_before()
    {
        await DeployAsync("crash", "registry.local/crash:1");
        var status = await BecomesAsync("crash", ReplicaState.StartingError, "Container.CrashLoop");
        var diagnostic = await new DiagnosticReader(_cluster.Client, TimeProvider.System).ReadAsync("default", status.Name);
        Assert.Equal(1, diagnostic.Containers[0].LastEnd?.ExitCode);
        Assert.Contains(diagnostic.Logs, log => log.Previous && log.Problem is null && log.Lines.Any(line => line.Contains("required property", StringComparison.Ordinal)));
        Assert.Contains(diagnostic.Events, entry => entry.Reason == "BackOff");
        Assert.Equal(("Deployment", "crash"), (diagnostic.Workload?.Kind, diagnostic.Workload?.Name));
        Assert.Equal("True", diagnostic.Node?.Ready);
        Assert.StartsWith("release (revision 1)", diagnostic.Status.RecreatedBecause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logs_are_read_whole_by_tail_and_while_they_grow()
    {
        await DeployAsync("fine", "registry.local/ok:1");
        var status = await BecomesAsync("fine", ReplicaState.Responsive, null);
        var all = await ReadAsync(status.Name, new());
        Assert.NotEmpty(all);
        Assert.Equal(all[^1], Assert.Single(await ReadAsync(status.Name, new() { Tail = 1 })));
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await foreach (var line in _logs.ReadAsync("default", status.Name, new() { Follow = true }, stop.Token))
        {
            Assert.Equal(all[0], line);
            break;
        }
        var error = await Assert.ThrowsAsync<DeployException>(() => ReadAsync(status.Name, new() { Previous = true }));
        Assert.Equal("Replica.LogNotAvailable", error.Code.Code);
    }

    private async Task<List<string>> ReadAsync(string pod, ReplicaLogOptions options)
    {
        var lines = new List<string>();
        await foreach (var line in _logs.ReadAsync("default", pod, options)) lines.Add(line);
        return lines;
    }

    private async Task<ReplicaStatus> BecomesAsync(string module, ReplicaState state, string? code)
    {
        ReplicaStatus? last = null;
        await Eventually.UntilAsync(async () =>
        {
            last = await _reader.ListAsync(new() { Names = [module] }) is [var only, ..] ? only : null;
            return last?.State == state && last.Cause?.Code == code;
        });
        return last!;
    }

    private Task DeployAsync(string name, string image, string resources = "{}") => _cluster.Client.CreateAsync(Deployments, "default", JsonNode.Parse($$$"""
        {"metadata": {"name": "{{{name}}}"}, "spec": {"replicas": 1, "selector": {"matchLabels": {"app": "{{{name}}}"}}, "template":
          {"metadata": {"labels": {"app": "{{{name}}}"}}, "spec": {"containers": [{"name": "main", "image": "{{{image}}}", "resources": {{{resources}}} }]} } } }
        """)!.AsObject());
}
