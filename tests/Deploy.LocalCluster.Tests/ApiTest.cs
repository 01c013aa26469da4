using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Testing;

namespace Deploy.LocalCluster.Tests;

/// <summary>A cluster without loops for each test, and short ways to ask it.</summary>
public abstract class ApiTest : IAsyncLifetime
{
    protected static readonly ResourceType<JsonObject> ConfigMaps = Untyped("", "configmaps", "ConfigMap");
    protected static readonly ResourceType<JsonObject> Pods = Untyped("", "pods", "Pod");
    protected static readonly ResourceType<JsonObject> Deployments = Untyped("apps", "deployments", "Deployment");
    protected static readonly ResourceType<JsonObject> Services = Untyped("", "services", "Service");

    private LocalClusterFixture? fixture;

    protected VirtualTime Time { get; } = new();

    protected EmbeddedCluster Cluster => fixture!.Cluster;

    protected KubernetesClient Client => fixture!.Client;

    public virtual async ValueTask InitializeAsync() => fixture = await LocalClusterFixture.StartApiAsync(Time);

    public async ValueTask DisposeAsync()
    {
        if (fixture is not null) await fixture.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected static ResourceType<JsonObject> Untyped(string group, string plural, string kind, bool namespaced = true) =>
        Resources.Untyped(group, "v1", plural, kind, namespaced);

    protected Task<JsonObject> CreateAsync(ResourceType<JsonObject> type, string yaml) => Client.CreateAsync(type, "default", Yaml.Read(yaml));

    protected Task<JsonObject> GetAsync(ResourceType<JsonObject> type, string name) => Client.GetAsync(type, "default", name);

    protected static async Task<KubernetesException> FailsAsync(Func<Task> act) => await Assert.ThrowsAsync<KubernetesException>(act);

    protected static string Version(JsonObject item) => (string)item["metadata"]!["resourceVersion"]!;

    protected static long Generation(JsonObject item) => (long)item["metadata"]!["generation"]!;

    protected const string Workload = """
        metadata: { name: web }
        spec:
          selector: { matchLabels: { app: web } }
          template:
            metadata: { labels: { app: web } }
            spec: { containers: [ { name: c, image: "ok:1" } ] }
        """;
}
