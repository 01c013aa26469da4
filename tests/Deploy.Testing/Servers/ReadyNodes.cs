using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;

namespace Deploy.Testing.Servers;

/// <summary>Nodes that take pods.</summary>
public static class ReadyNodes
{
    /// <summary>
    /// Waits until every node is Ready and without a taint. A node that has just registered still has the taint of one that is not
    /// ready: a DaemonSet published in that moment is complete with no replica at all.
    /// </summary>
    /// <exception cref="TimeoutException">They do not become so within a minute.</exception>
    public static async Task UntilTheyTakePodsAsync(ClusterConnection connection, int nodes)
    {
        using var client = new KubernetesClient(connection);
        await Eventually.UntilAsync(async () => (await client.ListAllAsync(Resources.Nodes, null)).Items.Count(TakesPods) >= nodes, $"{nodes} nodes that take pods", TimeSpan.FromMinutes(1));
    }

    private static bool TakesPods(Node node) =>
        node.Spec.Taints.Count == 0 && node.Status.Conditions.Any(condition => condition is { Type: "Ready", Status: "True" });
}
