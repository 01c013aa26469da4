using System.Text.Json;
using Deploy.Operations.Diagnostics;
using Deploy.Operations.Errors;
using Deploy.Operations.Replicas;
using Deploy.Operations.Tests.Replicas;
using Deploy.Testing;

namespace Deploy.Operations.Tests.Diagnostics;

public sealed class DiagnosticReaderTests : IAsyncLifetime
{
    private const string Planted = "PLaNTeD0123456789secretvalue";

    private readonly VirtualTime _time = new(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
    private LocalClusterFixture _cluster = null!;
    private PodWriter _pods = null!;
    private DiagnosticReader _reader = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await LocalClusterFixture.StartApiAsync(_time);
        _pods = new PodWriter(_cluster.Client);
        _reader = new DiagnosticReader(_cluster.Client, _time);
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task A_replica_that_ran_out_of_memory_is_told_with_all_its_numbers()
    {
        await AddOutOfMemoryAsync();
        var diagnostic = await _reader.ReadAsync("default", "biz1-a", new() { LogLines = 0 });
        Assert.Equal(ReplicaState.StartingError, diagnostic.Status.State);
        Assert.Equal("Container.OutOfMemory", diagnostic.Status.Cause?.Code);
        var container = diagnostic.Containers[^1];
        Assert.Equal(("biz1", "Waiting", "CrashLoopBackOff", 3), (container.Name, container.State, container.Reason, container.Restarts));
        Assert.Equal((137, "OOMKilled"), (container.LastEnd?.ExitCode, container.LastEnd?.Reason));
        Assert.Equal("512Mi (-Xmx512m)", container.JavaHeap);
        Assert.Equal("768Mi", container.Limits["memory"]);
        Assert.Equal(["readiness: GET :8080/health every 5 s within 1 s, fails after 3 times"], container.Checks);
        Assert.Equal(("n1", "True"), (diagnostic.Node?.Name, diagnostic.Node?.Ready));
        Assert.Equal(["team=a:NoSchedule"], diagnostic.Node?.Taints);
        Assert.Equal("release-7", diagnostic.Release);
        Assert.Equal(_time.GetUtcNow(), diagnostic.TakenAt);
    }

    [Fact]
    public async Task Events_come_newest_first_and_repetitions_in_one_line()
    {
        var pod = await AddOutOfMemoryAsync();
        await _pods.AddEventAsync(pod, "BackOff", "Back-off restarting failed container");
        await _pods.AddEventAsync(pod, "BackOff", "Back-off restarting failed container");
        await _pods.AddEventAsync(pod, "Unhealthy", $"Readiness probe failed: Get http://x?sig={Planted}");
        var events = (await _reader.ReadAsync("default", "biz1-a", new() { LogLines = 0 })).Events;
        Assert.Equal([("BackOff", 6), ("Unhealthy", 3)], events.Select(entry => (entry.Reason, entry.Count)));
    }

    [Fact]
    public async Task The_stored_form_reads_back_and_holds_no_secret()
    {
        var pod = await AddOutOfMemoryAsync();
        await _pods.AddEventAsync(pod, "Failed", $"GET https://s.example/b.jar?sig={Planted}: 403");
        var diagnostic = await _reader.ReadAsync("default", "biz1-a", new() { LogLines = 0 });
        var json = JsonSerializer.Serialize(diagnostic, DiagnosticJson.Default.ReplicaDiagnostic);
        Assert.DoesNotContain(Planted, json, StringComparison.Ordinal);
        Assert.Contains("\"state\":\"StartingError\"", json, StringComparison.Ordinal);
        Assert.Equal("***", diagnostic.Containers[^1].Environment["DB_PASSWORD"]);
        Assert.Equal("(Secret db: url)", diagnostic.Containers[^1].Environment["DB_URL"]);
        var back = JsonSerializer.Deserialize(json, DiagnosticJson.Default.ReplicaDiagnostic);
        Assert.Equal(json, JsonSerializer.Serialize(back, DiagnosticJson.Default.ReplicaDiagnostic));
    }

    [Fact]
    public async Task The_workload_and_its_conditions_belong_to_it()
    {
        var deployments = Deploy.Kubernetes.Resources.Untyped("apps", "v1", "deployments", "Deployment", true);
        var deployment = await _cluster.Client.CreateAsync(deployments, "default", Yaml.Read(
            "{metadata: {name: biz1}, spec: {replicas: 4, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}}}"));
        await _cluster.Client.PatchAsync(deployments, "default", "biz1", Deploy.Kubernetes.Patch.Merge(Yaml.Read(
            "{status: {replicas: 4, readyReplicas: 1, updatedReplicas: 3, conditions: [{type: Progressing, status: 'False', reason: ProgressDeadlineExceeded, message: too slow}]}}")),
            new Deploy.Kubernetes.PatchOptions { Subresource = "status" });
        var set = await _pods.AddSetAsync($$"""
            metadata: {name: biz1-5d8f, annotations: {deployment.kubernetes.io/revision: "2"}, ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: biz1, uid: {{deployment["metadata"]!["uid"]}}, controller: true}] }
            spec: {replicas: 4, selector: {matchLabels: {a: b} }, template: {metadata: {labels: {a: b} }, spec: {containers: [{name: c, image: i}]} } }
            """);
        await _pods.AddAsync($$"""
            metadata: {name: biz1-5d8f-x, labels: {module.koupleless.io/name: biz1}, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: biz1-5d8f, uid: {{set["metadata"]!["uid"]}}, controller: true}] }
            spec: {}
            """);
        var diagnostic = await _reader.ReadAsync("default", "biz1-5d8f-x", new() { LogLines = 0 });
        Assert.Equal(("Deployment", "biz1", 4, 3, 1), (diagnostic.Workload?.Kind, diagnostic.Workload?.Name, diagnostic.Workload?.Desired, diagnostic.Workload?.Updated, diagnostic.Workload?.Ready));
        Assert.Equal("ProgressDeadlineExceeded", Assert.Single(diagnostic.Workload!.Conditions).Reason);
        Assert.Equal("2", diagnostic.Status.Revision);
    }

    [Fact]
    public async Task A_wrong_container_a_missing_replica_and_senseless_numbers_are_refused()
    {
        await _pods.AddAsync("{metadata: {name: two, labels: {module.koupleless.io/name: biz1}}, spec: {containers: [{name: web, image: i}, {name: side, image: i}], initContainers: [{name: first, image: i}]}}");
        var logs = new ReplicaLogReader(_cluster.Client);
        Assert.Equal("Replica two has no container nope; it has first, web, side.", (await FailAsync(logs, "two", new() { Container = "nope" }, "Replica.ContainerNotFound")).Message);
        Assert.Equal("Replica two has several containers: first, web, side.", (await FailAsync(logs, "two", new(), "Replica.ContainerNotChosen")).Message);
        await FailAsync(logs, "three", new(), "Replica.NotFound");
        await FailAsync(logs, "two", new() { Tail = -1 }, "Replica.InvalidQuery");
        await FailAsync(logs, "two", new() { Since = TimeSpan.Zero }, "Replica.InvalidQuery");
        await FailAsync(logs, "two", new() { Previous = true, Follow = true }, "Replica.InvalidQuery");
        Assert.Equal("Replica.NotFound", (await Assert.ThrowsAsync<DeployException>(() => _reader.ReadAsync("default", "three"))).Code.Code);
        Assert.Equal("Replica.ContainerNotFound", (await Assert.ThrowsAsync<DeployException>(() => _reader.ReadAsync("default", "two", new() { Container = "nope" }))).Code.Code);
        Assert.Equal("Replica.InvalidQuery", (await Assert.ThrowsAsync<DeployException>(() => _reader.ReadAsync("default", "two", new() { LogLines = -1 }))).Code.Code);
    }

    private static async Task<DeployException> FailAsync(ReplicaLogReader logs, string pod, ReplicaLogOptions options, string code)
    {
        var error = await Assert.ThrowsAsync<DeployException>(async () =>
        {
            await foreach (var line in logs.ReadAsync("default", pod, options)) Assert.NotNull(line);
        });
        Assert.Equal(code, error.Code.Code);
        return error;
    }

    private async Task<System.Text.Json.Nodes.JsonObject> AddOutOfMemoryAsync()
    {
        await _pods.AddNodeAsync("{metadata: {name: n1}, spec: {taints: [{key: team, value: a, effect: NoSchedule}]}, status: {conditions: [{type: Ready, status: 'True'}]}}");
        return await _pods.AddAsync($$"""
            metadata: {name: biz1-a, labels: {module.koupleless.io/name: biz1}, annotations: {module.deploy/release: release-7} }
            spec:
              nodeName: n1
              containers:
              - name: biz1
                image: "https://s.example/b.jar?sig={{Planted}}"
                args: [java, "-Xmx512m"]
                resources: {limits: {memory: 768Mi} }
                readinessProbe: {httpGet: {path: /health, port: 8080}, periodSeconds: 5}
                env: [{name: DB_PASSWORD, value: {{Planted}} }, {name: DB_URL, valueFrom: {secretKeyRef: {name: db, key: url} } }]
            status:
              phase: Running
              containerStatuses: [{name: biz1, ready: false, restartCount: 3, state: {waiting: {reason: CrashLoopBackOff, message: back-off} },
                lastState: {terminated: {exitCode: 137, reason: OOMKilled, startedAt: "2026-11-21T11:59:00Z", finishedAt: "2026-11-21T11:59:30Z"} } }]
            """);
    }
}
