using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Operations.Maintenance.Refresh;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Maintenance.Deletions;

/// <summary>Finds what was deleted long ago and is still there, and explains it.</summary>
internal sealed class StuckSearch(MaintenanceContext context, DateTimeOffset now)
{
    private const int WorkloadsPerCollection = 200;

    private static readonly ResourceType<JsonObject> Namespaces = Resources.Untyped("", "v1", "namespaces", "Namespace", false);

    private static readonly ResourceType<JsonObject>[] Kinds =
        [WorkloadResources.Deployments, WorkloadResources.ReplicaSets, WorkloadResources.DaemonSets, WorkloadResources.StatefulSets];

    private HashSet<string>? reporting;

    public int Examined { get; private set; }

    /// <summary>Deployments that a renewal of URLs, broken off long ago, left paused.</summary>
    public List<(string Namespace, string Name, DateTimeOffset Since)> LeftPaused { get; } = [];

    public async Task<IReadOnlyList<(StuckObject Stuck, StuckExplanation Why)>> FindAsync(CancellationToken ct)
    {
        var found = new List<StuckObject>();
        var options = new ListOptions { PageSize = context.Options.PageSize };
        await foreach (var pod in ReplicaPages.ListAsync(context, context.Options.Namespace, ModuleLabels.Component, ct))
            Take(found, StuckObject.Of(pod));
        foreach (var kind in Kinds)
        {
            await foreach (var json in context.Cluster.ListAsync(kind, context.Options.Namespace, options, ct).LetGoAsync(WorkloadsPerCollection, ct))
            {
                Take(found, StuckObject.Of(json, kind.ApiVersion, kind.Kind));
                if (kind == WorkloadResources.Deployments)
                    NoteIfLeft(new Workload(ModuleKind.Deployment, json));
            }
        }
        if (context.Options.Namespace is null)
        {
            await foreach (var json in context.Cluster.ListAsync(Namespaces, null, options, ct))
                Take(found, StuckObject.Of(json, "v1", "Namespace"));
        }
        return found.Count == 0 ? [] : await ExplainAsync(found, ct);
    }

    private void NoteIfLeft(Workload deployment)
    {
        if (PausedRefresh.LeftFrom(deployment) <= now)
            LeftPaused.Add((deployment.Namespace, deployment.Name, PausedRefresh.NoteOf(deployment)!.StartedOn));
    }

    private void Take(List<StuckObject> found, StuckObject? candidate)
    {
        Examined++;
        if (candidate is not null && now - candidate.GraceEnded >= context.Options.Stuck.After)
            found.Add(candidate);
    }

    private async Task<IReadOnlyList<(StuckObject, StuckExplanation)>> ExplainAsync(List<StuckObject> found, CancellationToken ct)
    {
        var archiver = await ArchiverHeartbeat.ReadAsync(context, ct);
        var explained = new List<(StuckObject, StuckExplanation)>(found.Count);
        foreach (var stuck in found)
            explained.Add((stuck, StuckExplanation.Of(stuck, stuck.Node.Length > 0 && await ReportsAsync(stuck.Node, ct), archiver)));
        return explained;
    }

    // A node that nobody may look at is taken to be there: its replicas are not ended by force.
    private async Task<bool> ReportsAsync(string node, CancellationToken ct)
    {
        if (!await context.MayReadNodesAsync(ct))
            return true;
        reporting ??= (await context.Cluster.ListAllAsync(Resources.Nodes, null, new ListOptions { FromCache = true }, ct)).Items
            .Where(n => n.Status.Conditions.Any(c => c is { Type: "Ready", Status: "True" })).Select(n => n.Metadata.Name).ToHashSet(StringComparer.Ordinal);
        return reporting.Contains(node);
    }
}
