using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Scheduling;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.State;

namespace Deploy.Operations.Maintenance.Recycling;

/// <summary>Reads what recycling must know of the sets behind the groups that have something due; nodes and the selectors of Services once per run.</summary>
internal sealed class GroupReader(MaintenanceContext context, DateTimeOffset now)
{
    private readonly KubernetesClient cluster = context.Cluster;
    private readonly ConcurrentDictionary<string, Task<IReadOnlyList<IReadOnlyDictionary<string, string>>>> selectors = new(StringComparer.Ordinal);
    private Task<IReadOnlyList<Node>>? nodes;

    public async Task<GroupFacts> ReadAsync(ReplicaGroup group, CancellationToken ct)
    {
        if (group.Kind == "DaemonSet")
            return new() { Desired = group.Members, Held = await HeldAsync(ModuleKind.DaemonSet, group.Namespace, group.Name, ct) };
        if (group.Kind == "StatefulSet")
        {
            var set = await cluster.FindAsync(WorkloadResources.StatefulSets, group.Namespace, group.Name, ct);
            return new() { Desired = Desired(set), Held = await HeldAsync(ModuleKind.StatefulSet, group.Namespace, group.Name, ct) };
        }
        return await ReadSetAsync(group, ct);
    }

    /// <summary>Selectors of a namespace's Services.</summary>
    public Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> SelectorsAsync(string ns, CancellationToken ct) =>
        selectors.GetOrAdd(ns, async n => await cluster.ListAsync(Resources.Services, n, null, ct).Select(s => s.Spec.Selector).ToListAsync(ct));

    /// <summary>Labels by which the set behind a group selects its replicas.</summary>
    public async Task<IReadOnlySet<string>> SelectorKeysAsync(string ns, string kind, string name, CancellationToken ct)
    {
        if (KindOf(kind) is not { } type || await cluster.FindAsync(type, ns, name, ct) is not { } set)
            return new HashSet<string>(StringComparer.Ordinal);
        return set.TextsAt("spec", "selector", "matchLabels").Keys.ToHashSet(StringComparer.Ordinal);
    }

    private async Task<GroupFacts> ReadSetAsync(ReplicaGroup group, CancellationToken ct)
    {
        if (await cluster.FindAsync(WorkloadResources.ReplicaSets, group.Namespace, group.Name, ct) is not { } set || set.TextAt("metadata", "uid") != group.Uid)
            return new() { CanSurge = true };
        var deployment = Owners.Controller(set);
        return new()
        {
            Desired = Desired(set),
            CanSurge = group.OnBase is not { } sample || await HasSpareBaseAsync(group, sample, set, ct),
            Held = deployment is null ? null : await HeldAsync(ModuleKind.Deployment, group.Namespace, deployment.Name, ct),
        };
    }

    private async Task<string?> HeldAsync(ModuleKind kind, string ns, string name, CancellationToken ct)
    {
        if (await cluster.FindAsync(WorkloadResources.Of(kind), ns, name, ct) is not { } json)
            return null;
        var workload = new Workload(kind, json);
        return ReleaseLock.Of(workload) is { } held && held.Expires > now ? $"it is being released by {held.Holder}"
            : ReleaseRecord.Of(workload) is { IsOpen: true } open ? $"its release {open.Id} is {open.Phase}" : null;
    }

    /// <summary>
    /// The same version cannot be installed twice on a base, so a second replica needs a base without one, and an
    /// anti-affinity that leads it there.
    /// </summary>
    private async Task<bool> HasSpareBaseAsync(ReplicaGroup group, string sample, JsonObject set, CancellationToken ct)
    {
        if (!set.ObjectsAt("spec", "template", "spec", "affinity", "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution").Any())
            return false;
        var pod = await cluster.FindAsync(Resources.Pods, group.Namespace, sample, ct);
        if (pod is null)
            return false;
        var bases = (await (nodes ??= NodesAsync(ct))).Count(n => PeerReplicas.IsReady(n) && PeerReplicas.Admits(pod.Spec, n));
        return bases > group.Members + group.Leaving.Count;
    }

    // Who may not look at nodes knows of no spare base: one at a time leaves traffic first.
    private async Task<IReadOnlyList<Node>> NodesAsync(CancellationToken ct) =>
        await context.MayReadNodesAsync(ct) ? (await cluster.ListAllAsync(Resources.Nodes, null, new ListOptions { FromCache = true }, ct)).Items : [];

    private static int Desired(JsonObject? set) => set is null ? 0 : (int)(set.NumberAt("spec", "replicas") ?? 1);

    private static ResourceType<JsonObject>? KindOf(string kind) => kind switch
    {
        "ReplicaSet" => WorkloadResources.ReplicaSets,
        "DaemonSet" => WorkloadResources.DaemonSets,
        "StatefulSet" => WorkloadResources.StatefulSets,
        _ => null,
    };
}
