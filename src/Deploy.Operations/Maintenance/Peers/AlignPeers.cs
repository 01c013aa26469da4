using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Serialization;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Maintenance.Peers;

/// <summary>
/// Gives every peer module as many replicas as there are ready bases that admit it. Modules that opted out of the
/// replica control, and such as are being released, are left alone.
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
        return new(Name, examined, [.. peers.Select(Action)]);
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
        var options = new ListOptions { PageSize = context.Options.PageSize, LabelSelector = $"{ModuleLabels.Strategy}={ModuleLabels.StrategyPeer},{ModuleLabels.ReplicasControl}!=true" };
        await foreach (var json in context.Cluster.ListAsync(WorkloadResources.Deployments, context.Options.Namespace, options, ct))
        {
            examined++;
            bases ??= await BasesAsync(ct);
            var live = new Workload(ModuleKind.Deployment, json);
            var released = ReleaseLock.Of(live) is { } held && held.Expires > now;
            var wanted = Admitting(live, bases);
            if (!live.IsDeleting && !released && wanted != live.Desired)
                peers.Add(new(live, wanted));
        }
        return (examined, peers);
    }

    private async Task<StepResult> AlignAsync(Peer peer, CancellationToken ct)
    {
        // No base at all is more likely a fault of the view than the end of all bases.
        if (peer.Wanted == 0)
            return StepResult.Postponed("No ready base admits it; it keeps its replicas.");
        var live = peer.Live;
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = live.ResourceVersion },
            ["spec"] = new JsonObject { ["replicas"] = peer.Wanted },
        };
        await context.Cluster.PatchAsync(WorkloadResources.Deployments, live.Namespace, live.Name, Patch.Merge(patch), cancellationToken: ct);
        return StepResult.Done;
    }

    private async Task<IReadOnlyList<Node>> BasesAsync(CancellationToken ct) =>
        [.. (await context.Cluster.ListAllAsync(Resources.Nodes, null, new ListOptions { FromCache = true }, ct)).Items
            .Where(n => n.Metadata.Labels.ContainsKey(ModuleLabels.BaseName) && NodeMatch.IsReady(n))];

    private static int Admitting(Workload live, IReadOnlyList<Node> bases)
    {
        var spec = System.Text.Json.JsonSerializer.Deserialize(live.Template.ObjectAt("spec") ?? [], ModelJson.Of<PodSpec>()) ?? new();
        return bases.Count(b => NodeMatch.Admits(spec, b));
    }

    private static MaintenanceAction Action(Peer peer) => new($"Deployment {peer.Live.Namespace}/{peer.Live.Name}",
        $"scale from {peer.Live.Desired} to {peer.Wanted}", $"{peer.Wanted} ready bases admit it");

    private sealed record Peer(Workload Live, int Wanted);
}
