using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.LocalCluster;
using Deploy.Operations.Maintenance;
using Deploy.Storage;
using Deploy.Storage.Connections;
using Deploy.Testing;

namespace Deploy.Operations.Tests.Maintenance.Lab;

/// <summary>A local cluster with its blob store, and what the tests of maintenance do with them.</summary>
internal sealed class MaintenanceLab : IAsyncDisposable
{
    public const string Ns = "default";

    private MaintenanceLab(EmbeddedCluster cluster, TimeProvider time)
    {
        Cluster = cluster;
        Time = time;
        Client = NewClient(KillSwitch.Never);
        Store = NewStore(KillSwitch.Never);
    }

    public EmbeddedCluster Cluster { get; }

    public TimeProvider Time { get; }

    public KubernetesClient Client { get; }

    public BlobStore Store { get; }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public DateTimeOffset Now => Time.GetUtcNow();

    /// <param name="loops">Whether controllers and nodes run; without them only the API answers.</param>
    /// <param name="time">Clock of the cluster, the store and the tasks.</param>
    public static async Task<MaintenanceLab> StartAsync(bool loops = true, TimeProvider? time = null)
    {
        var clock = time ?? TimeProvider.System;
        return new(await EmbeddedCluster.StartAsync(new() { Loops = loops, TimeProvider = clock }, Token), clock);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Cluster.DisposeAsync();
    }

    public MaintenanceContext Context(MaintenanceOptions? options = null, KillSwitch? kill = null, HttpMessageHandler? alerts = null) =>
        new(kill is null ? Client : NewClient(kill), kill is null ? Store : NewStore(kill), options, Time) { AlertHandler = alerts };

    public KubernetesClient NewClient(KillSwitch kill) => new(
        Cluster.Connection with { Handler = new CrashingHandler(Cluster.CreateHandler(), kill) },
        new() { TimeProvider = Time, MaxRetries = 0 });

    public BlobStore NewStore(KillSwitch kill) => BlobStore.Open(
        new StoreConnection
        {
            ConnectionString = Cluster.Blobs.ConnectionString,
            Handler = new CrashingHandler(Cluster.CreateHandler(), kill),
            Retry = new() { Attempts = 0 },
        },
        Time);

    /// <summary>What time does for a run that was killed: its lease runs out.</summary>
    public async Task ForgetLeaseAsync(string task)
    {
        if (await Client.FindAsync(Resources.Leases, "default", MaintenanceLease.NameOf(task), Token) is not null)
            await Client.DeleteAsync(Resources.Leases, "default", MaintenanceLease.NameOf(task), null, Token);
    }

    public Task<JsonObject> CreateAsync(string yaml)
    {
        var json = Yaml.Read(yaml);
        return Client.CreateAsync(Kind(json), Ns, json, null, Token);
    }

    public Task<JsonObject> DeployAsync(string name, string image, int replicas, string strategy = "{}") => CreateAsync($$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: {{name}} }
        spec:
          replicas: {{replicas}}
          strategy: {{strategy}}
          selector: {matchLabels: {app: {{name}} } }
          template:
            metadata: {labels: {app: {{name}}, module.koupleless.io/name: {{name}}, module-controller.koupleless.io/component: module} }
            spec:
              containers:
              - {name: {{name}}, image: "{{image}}", readinessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 1} }
        """);

    public async Task<IReadOnlyList<Pod>> PodsAsync(string app) =>
        (await Client.ListAllAsync(Resources.Pods, Ns, new ListOptions { LabelSelector = $"module.koupleless.io/name={app}" }, Token)).Items;

    public Task ReadyAsync(string app, int count) => Eventually.UntilAsync(
        async () => (await PodsAsync(app)).Count(p => p.Metadata.DeletionTimestamp is null && IsReady(p)) >= count, $"{count} ready replicas of {app}");

    public static bool IsReady(Pod pod) => pod.Status.Conditions.Any(c => c is { Type: "Ready", Status: "True" });

    private static ResourceType<JsonObject> Kind(JsonObject json) => (string?)json["kind"] switch
    {
        "Deployment" => Resources.Untyped("apps", "v1", "deployments", "Deployment", true),
        "ReplicaSet" => Resources.Untyped("apps", "v1", "replicasets", "ReplicaSet", true),
        "DaemonSet" => Resources.Untyped("apps", "v1", "daemonsets", "DaemonSet", true),
        "StatefulSet" => Resources.Untyped("apps", "v1", "statefulsets", "StatefulSet", true),
        "Pod" => Resources.Untyped("", "v1", "pods", "Pod", true),
        "Service" => Resources.Untyped("", "v1", "services", "Service", true),
        "Node" => Resources.Untyped("", "v1", "nodes", "Node", false),
        "PodDisruptionBudget" => Resources.Untyped("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", true),
        var other => throw new InvalidOperationException($"Kind {other} is not known here."),
    };
}
