using Deploy.Kubernetes;
using Deploy.LocalCluster.Bases;
using Deploy.Testing.Bases;

namespace Deploy.Conformance.Tests.Bases;

/// <summary>What the cases of bases share: module controllers and bases of their own on the cluster that the theory names.</summary>
public abstract class BaseCase(ClusterPair clusters)
{
    protected static ResourceType<System.Text.Json.Nodes.JsonObject> Deployments { get; } = Resources.Untyped("apps", "v1", "deployments", "Deployment", namespaced: true);

    /// <summary>A bed of its own: other beds on the cluster do not see its bases.</summary>
    protected async Task<BaseBed> OpenAsync(ClusterKind kind, bool controller = true) => await OpenAsync(await clusters.GetAsync(kind), controller);

    /// <summary>A bed on that cluster.</summary>
    protected static async Task<BaseBed> OpenAsync(ConformanceCluster cluster, bool controller = true)
    {
        var client = new KubernetesClient(KubeConfig.Load([cluster.Kubeconfig]).Connect(null));
        var name = "env" + Guid.NewGuid().ToString("N")[..8];
        await client.CreateAsync(Resources.Untyped("", "v1", "namespaces", "Namespace", namespaced: false), null, new() { ["metadata"] = new System.Text.Json.Nodes.JsonObject { ["name"] = name } });
        var bed = new BaseBed(client, name, name) { OwnsClient = true };
        if (controller)
            bed.StartController();
        return bed;
    }

    /// <summary>A bed with one base and one ready module on it.</summary>
    protected async Task<(BaseBed Bed, SimulatedBase Base)> OpenWithModuleAsync(ClusterKind kind)
    {
        var bed = await OpenAsync(kind);
        var simulated = (await bed.StartBasesAsync(1))[0];
        await bed.PublishAsync("biz1-a", simulated, "biz1", "1.0.0", bed.Package("biz1"));
        await bed.UntilReadyAsync("biz1-a");
        return (bed, simulated);
    }

    protected static Task DeployAsync(BaseBed bed, string module, int replicas, string version = "1.0.0", string baseVersion = "1.0.0", bool peer = false) =>
        bed.Client.CreateAsync(Deployments, bed.Namespace, ModuleObjects.Deployment(module, version, bed.Package(module, version), replicas, bed.Environment, baseVersion, peer));

    protected static async Task UntilReadyAsync(BaseBed bed, string module, int replicas, string version = "1.0.0", TimeSpan? limit = null) =>
        await Eventually.UntilAsync(async () => (await bed.PodsAsync(module)).Count(p => BaseBed.IsReady(p) && p.Metadata.DeletionTimestamp is null && p.Metadata.Labels["module.koupleless.io/version"] == version) == replicas,
            $"{replicas} ready replicas of {module}:{version}", limit);
}
