using System.Text.Json;
using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Scheduling;
using Deploy.Kubernetes.Serialization;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Maintenance.Peers;

/// <summary>
/// Gives every peer module as many replicas as there are ready bases that admit it, by the module controller's own rule. Modules that
/// opted out of the replica control, and such whose release is open, are left alone.
/// </summary>
public sealed class AlignPeers(MaintenanceContext context) : IMaintenanceTask
{
    /// <summary>Name of the task.</summary>
    public const string TaskName = "AlignPeers";

    public string Name => TaskName;

    public string Description => "Gives peer modules one replica for every ready base.";

    public async Task<MaintenancePlan> PlanAsync(DateTimeOffset now, CancellationToken ct = default)
    {
        var (examined, peers) = await FindAsync(now, ct);
        return new(Name, examined, [.. peers.Where(peer => peer.Held is null).Select(Action)]);
    }

    public Task<MaintenanceReport> RunAsync(DateTimeOffset now, CancellationToken ct = default)
    {
        var sweep = new MaintenanceSweep(Name, context);
        return sweep.RunAsync(async token =>
        {
            var (examined, peers) = await FindAsync(now, token);
            sweep.Record.Examine(examined);
            await sweep.EachAsync(peers, (p, t) => sweep.StepAsync(Action(p), c => AlignAsync(p, c), t), token);
        }, ct);
    }

    private async Task<(int Examined, IReadOnlyList<Peer> Peers)> FindAsync(DateTimeOffset now, CancellationToken ct)
    {
        var (examined, peers) = (0, new List<Peer>());
        IReadOnlyList<Node>? bases = null;
        var options = new ListOptions { PageSize = context.Options.PageSize, LabelSelector = PeerReplicas.Selector };
        await foreach (var json in context.Cluster.ListAsync(WorkloadResources.Deployments, context.Options.Namespace, options, ct))
        {
            examined++;
            bases ??= await BasesAsync(ct);
            var peer = json.Deserialize(ModelJson.Of<Deployment>())!;
            if (PeerReplicas.Wanted(peer, bases) is { } wanted)
                peers.Add(new(peer.Metadata, peer.Spec.Replicas ?? 1, wanted, PeerReplicas.HeldBy(peer, now)?.Why));
        }
        return (examined, peers);
    }

    private async Task<StepResult> AlignAsync(Peer peer, CancellationToken ct)
    {
        if (peer.Held is { } why)
            return StepResult.Postponed($"It keeps its {peer.Desired} replicas: {why}.");
        var live = peer.Metadata;
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = live.ResourceVersion },
            ["spec"] = new JsonObject { ["replicas"] = peer.Wanted },
        };
        return await LiveWrite.TryPatchAsync(context.Cluster, WorkloadResources.Deployments, live, Patch.Merge(patch), ct) ? StepResult.Done : StepResult.Changed;
    }

    private async Task<IReadOnlyList<Node>> BasesAsync(CancellationToken ct) =>
        (await context.Cluster.ListAllAsync(Resources.Nodes, null, new ListOptions { LabelSelector = PeerReplicas.BaseSelector, FromCache = true }, ct)).Items;

    private static MaintenanceAction Action(Peer peer) => new($"Deployment {peer.Metadata.Namespace}/{peer.Metadata.Name}",
        $"scale from {peer.Desired} to {peer.Wanted}", $"{peer.Wanted} ready bases admit it");

    private sealed record Peer(ObjectMeta Metadata, int Desired, int Wanted, string? Held);
}
