using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Operations.Maintenance;
using Deploy.Operations.Maintenance.Archiving;
using Deploy.Operations.Maintenance.Recycling;
using Deploy.Operations.Modules;
using Deploy.Operations.Tests.Maintenance.Lab;

namespace Deploy.Operations.Tests.Maintenance.Faults;

/// <summary>Replicas that others delete, replace or change between a sweep's look and its write (404, 409, 422) are no failures of it.</summary>
public sealed class VanishingReplicaTests : IAsyncLifetime
{
    private MaintenanceLab lab = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => lab = await MaintenanceLab.StartAsync(loops: false);

    public ValueTask DisposeAsync() => lab.DisposeAsync();

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var step in new[] { "hold", "let go", "detach", "take out", "evict" })
            {
                foreach (var change in new[] { "deleted", "replaced", "ending", "changed" })
                    cases.Add(step, change);
            }
            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task It_is_no_failure(string step, string change)
    {
        await PodAsync(step == "let go" ? $"finalizers: [example.com/other, {ModuleLabels.ArchiveFinalizer}]" : "", Note(step));
        if (step == "let go")
            await lab.Client.DeleteAsync(Resources.Pods, MaintenanceLab.Ns, "a", new() { GracePeriodSeconds = 0 }, Token);
        var changes = 0;
        using var handler = new BeforeWrite(lab.Cluster.CreateHandler(), "/pods/a", async () =>
        {
            changes++;
            await ChangeAsync(change);
        });
        using var client = new KubernetesClient(lab.Cluster.Connection with { Handler = handler }, new() { TimeProvider = lab.Time, MaxRetries = 0 });
        var context = new MaintenanceContext(client, lab.Store, new() { Recycle = new() { Grace = TimeSpan.Zero, Jitter = 0 } }, lab.Time);
        IMaintenanceTask task = step is "hold" or "let go" ? new ArchiveDiagnostics(context) : new RecycleReplicas(context);

        var report = await task.RunAsync(lab.Now.AddHours(step is "hold" or "let go" ? 0.01 : 23.5), Token);

        Assert.Equal(1, changes);
        Assert.True(report is { Outcome: MaintenanceOutcome.Completed, Failed: 0 }, string.Join(Environment.NewLine, report.Steps.Prepend<object>(report)));
    }

    [Fact]
    public async Task What_the_server_refuses_for_another_reason_is_one()
    {
        await PodAsync("", "");
        var fault = new FaultSwitch("422", request => request.Method == HttpMethod.Patch);
        using var client = new KubernetesClient(lab.Cluster.Connection with { Handler = new FailingHandler(lab.Cluster.CreateHandler(), fault) }, new() { TimeProvider = lab.Time, MaxRetries = 0 });

        var report = await new ArchiveDiagnostics(new MaintenanceContext(client, lab.Store, null, lab.Time)).RunAsync(lab.Now, Token);

        Assert.Equal((1, true), (report.Failed, fault.Count > 0));
    }

    private string Note(string step) => step switch
    {
        "take out" => Mark("{\"reason\":\"recycled\",\"set\":\"s\",\"kind\":\"ReplicaSet\",\"name\":\"web-1\",\"surge\":true}"),
        "evict" => Mark($"{{\"reason\":\"recycled\",\"set\":\"s\",\"kind\":\"ReplicaSet\",\"name\":\"web-1\",\"surge\":true,\"outOn\":\"{lab.Now:O}\"}}"),
        _ => "",
    };

    private static string Mark(string note) => $"annotations: {{module.deploy/recycle: '{note}', module.deploy/decommissioned-at: '2026-01-01T00:00:00Z'}}";

    private Task PodAsync(string finalizers, string annotations) => lab.CreateAsync($$"""
        apiVersion: v1
        kind: Pod
        metadata:
          name: a
          labels: {app: web, pod-template-hash: "1", module.koupleless.io/name: web, module-controller.koupleless.io/component: module}
          ownerReferences: [{{(annotations.Length > 0 ? "" : "{apiVersion: apps/v1, kind: ReplicaSet, name: web-1, uid: s, controller: true}")}}]
          {{finalizers}}
          {{annotations}}
        spec: {nodeName: node-1, containers: [{name: c, image: registry.local/ok:1}]}
        status: {phase: Running, conditions: [{type: Ready, status: "True"}]}
        """);

    private async Task ChangeAsync(string change)
    {
        switch (change)
        {
            case "deleted" or "replaced":
                await lab.Client.PatchAsync(WorkloadResources.Pods, MaintenanceLab.Ns, "a", Patch.Merge(new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = null } }), null, Token);
                if (await lab.Client.FindAsync(Resources.Pods, MaintenanceLab.Ns, "a", Token) is not null)
                    await lab.Client.DeleteAsync(Resources.Pods, MaintenanceLab.Ns, "a", new() { GracePeriodSeconds = 0 }, Token);
                if (change == "replaced")
                    await PodAsync("", "");
                break;
            case "ending":
                await lab.Client.DeleteAsync(Resources.Pods, MaintenanceLab.Ns, "a", new() { GracePeriodSeconds = 30 }, Token);
                break;
            default:
                // Another controller takes its finalizer off, or anybody writes anything.
                await lab.Client.PatchAsync(WorkloadResources.Pods, MaintenanceLab.Ns, "a", Patch.Json(
                [
                    new JsonObject { ["op"] = "add", ["path"] = "/metadata/labels/touched", ["value"] = "yes" },
                    .. (await lab.Client.GetAsync(Resources.Pods, MaintenanceLab.Ns, "a", Token)).Metadata.Finalizers.Contains("example.com/other")
                        ? [new JsonObject { ["op"] = "remove", ["path"] = "/metadata/finalizers/0" }] : Array.Empty<JsonNode>(),
                ]), null, Token);
                break;
        }
    }

    // Gets in once before the first write to a path.
    private sealed class BeforeWrite(HttpMessageHandler inner, string path, Func<Task> then) : DelegatingHandler(inner)
    {
        private int _writes;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method != HttpMethod.Get && request.RequestUri!.AbsolutePath.Contains(path, StringComparison.Ordinal) && Interlocked.Increment(ref _writes) == 1)
                await then();
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
