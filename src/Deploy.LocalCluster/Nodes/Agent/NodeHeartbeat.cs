using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Serialization;
using Deploy.LocalCluster.Controllers.Workloads;
using Deploy.LocalCluster.Controllers;
using Microsoft.Extensions.Logging;

namespace Deploy.LocalCluster.Nodes.Agent;

/// <summary>Registers the nodes of a pool and keeps them alive: a lease every ten seconds, a status when it is not Ready.</summary>
internal sealed partial class NodeHeartbeat(KubernetesClient client, IReadOnlyList<SimulatedNode> nodes, NodePoolOptions options, TimeProvider time, ILogger logger)
{
    private const string LeaseNamespace = "kube-node-lease";

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);
    private static readonly ResourceType<JsonObject> Nodes = Resources.Nodes.As(ModelJson.Of<JsonObject>);
    private static readonly ResourceType<JsonObject> Leases = Resources.Leases.As(ModelJson.Of<JsonObject>);

    private readonly ResourceCache<Node> known = new(client, Resources.Nodes);

    public async Task RegisterAsync(CancellationToken ct)
    {
        await EnsureNamespaceAsync(ct);
        await Task.WhenAll(nodes.Select(node => RegisterAsync(node, ct)));
    }

    public Task RunAsync(CancellationToken ct) => Task.WhenAll(known.RunAsync(ct), BeatAsync(ct));

    /// <summary>Renews the lease, and reports Ready where the control plane has given the node up.</summary>
    public async Task BeatAsync(SimulatedNode node, CancellationToken ct)
    {
        try
        {
            var renewal = new JsonObject { ["spec"] = new JsonObject { ["renewTime"] = ApiTime.WriteMicro(time.GetUtcNow()) } };
            await client.PatchAsync(Leases, LeaseNamespace, node.Name, Patch.Merge(renewal), cancellationToken: ct);
            if (known.Find(new ObjectKey("", node.Name))?.Status.Conditions.IsTrue("Ready") == false)
                await ReportAsync(node, ct);
            else if (known.HasSynced && known.Find(new ObjectKey("", node.Name)) is null)
                await RegisterAsync(node, ct);
        }
        catch (KubernetesException failure) when (failure.IsNotFound)
        {
            // Somebody removed it: a kubelet registers again.
            await RegisterAsync(node, ct);
        }
        catch (KubernetesException failure)
        {
            NotRenewed(logger, node.Name, failure.Reason);
        }
    }

    private async Task BeatAsync(CancellationToken ct)
    {
        while (true)
        {
            await Task.Delay(Period, time, ct);
            await Task.WhenAll(nodes.Where(node => !node.IsDown).Select(node => BeatAsync(node, ct)));
        }
    }

    private async Task EnsureNamespaceAsync(CancellationToken ct)
    {
        try
        {
            await client.CreateAsync(Resources.Namespaces, null, new() { Metadata = new() { Name = LeaseNamespace } }, cancellationToken: ct);
        }
        catch (KubernetesException failure) when (failure.IsAlreadyExists)
        {
            // As wanted.
        }
    }

    private async Task RegisterAsync(SimulatedNode node, CancellationToken ct)
    {
        try
        {
            await client.CreateAsync(Nodes, null, NodeDescription.Node(node, options, time.GetUtcNow()), cancellationToken: ct);
        }
        catch (KubernetesException failure) when (failure.IsAlreadyExists)
        {
            await ReportAsync(node, ct);
        }

        try
        {
            await client.CreateAsync(Leases, LeaseNamespace, NodeDescription.Lease(node, time.GetUtcNow()), cancellationToken: ct);
        }
        catch (KubernetesException failure) when (failure.IsAlreadyExists)
        {
            await BeatAsync(node, ct);
        }
    }

    private async Task ReportAsync(SimulatedNode node, CancellationToken ct) => await client.PatchAsync(
        Nodes, null, node.Name, Patch.Strategic(new() { ["status"] = NodeDescription.Status(node, options, time.GetUtcNow()) }), new() { Subresource = "status" }, ct);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Node {Node} could not renew its lease: {Cause}")]
    private static partial void NotRenewed(ILogger logger, string node, string cause);
}
