using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Testing;

namespace Deploy.LocalCluster.Tests.Controllers;

/// <summary>A cluster with all its loops, and short ways to say what is in it.</summary>
public abstract class LoopTest : IAsyncLifetime
{
    private LocalClusterFixture? fixture;

    protected KubernetesClient Client => fixture!.Client;

    protected EmbeddedCluster Cluster => fixture!.Cluster;

    public async ValueTask InitializeAsync() => fixture = await LocalClusterFixture.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await fixture!.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected Task<JsonObject> CreateAsync(ResourceType<JsonObject> type, string yaml) => Client.CreateAsync(type, "default", Yaml.Read(yaml));

    protected Task CreateDeploymentAsync(string name, int replicas, string image = "registry.local/ok:1", string more = "") =>
        CreateAsync(Kinds.Deployments, $$"""
            metadata: { name: {{name}} }
            spec:
              replicas: {{replicas}}
              selector: { matchLabels: { app: {{name}} } }
              {{more}}
              template:
                metadata: { labels: { app: {{name}} } }
                spec:
                  containers:
                  - { name: main, image: "{{image}}" }
            """);

    protected Task PatchAsync<T>(ResourceType<T> type, string name, string yaml) =>
        Client.PatchAsync(type, "default", name, Patch.Strategic(Yaml.Read(yaml)));

    protected Task<Deployment> DeploymentAsync(string name) => Client.GetAsync(Resources.Deployments, "default", name);

    protected async Task<IReadOnlyList<Pod>> PodsAsync(string app) =>
        (await Client.ListAllAsync(Resources.Pods, "default", new() { LabelSelector = $"app={app}" })).Items;

    protected async Task<IReadOnlyList<ReplicaSet>> SetsAsync(string app) =>
        (await Client.ListAllAsync(Resources.ReplicaSets, "default", new() { LabelSelector = $"app={app}" })).Items;

    protected async Task UntilReadyAsync(string name, int replicas) => await Eventually.UntilAsync(
        async () =>
        {
            var deployment = await DeploymentAsync(name);
            return deployment.Status.ObservedGeneration == deployment.Metadata.Generation && deployment.Status is { } status
                && status.ReadyReplicas == replicas && status.UpdatedReplicas == replicas && status.Replicas == replicas;
        },
        $"deployment {name} ready with {replicas}");
}
