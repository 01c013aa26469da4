using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Operations.Errors;

namespace Deploy.Operations.Modules;

/// <summary>Finds the modules that are published on a cluster.</summary>
public sealed class ModuleCatalog(KubernetesClient client, TimeProvider time)
{
    private const int NearNames = 5;

    /// <summary>Lists modules as they are found, kind by kind.</summary>
    /// <param name="ns">Null for all namespaces.</param>
    /// <param name="namePattern">Name with <c>*</c> and <c>?</c>; null for all.</param>
    public async IAsyncEnumerable<PublishedModule> ListAsync(string? ns, string? namePattern = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var workload in WorkloadsAsync(ns, cancellationToken))
        {
            if (namePattern is null || NamePattern.Matches(namePattern, workload.Module.Name))
                yield return PublishedModuleReading.Of(workload, time.GetUtcNow());
        }
    }

    /// <summary>One module by its name.</summary>
    /// <exception cref="DeployException">Module.NotFound, naming similar ones; Module.Ambiguous when several workloads carry the name.</exception>
    public async Task<PublishedModule> GetAsync(string ns, string name, CancellationToken cancellationToken = default) =>
        PublishedModuleReading.Of(await GetWorkloadAsync(ns, name, cancellationToken), time.GetUtcNow());

    internal async Task<Workload> GetWorkloadAsync(string ns, string name, CancellationToken cancellationToken)
    {
        if (await FindWorkloadAsync(ns, name, cancellationToken) is { } found)
            return found;
        var near = new List<string>();
        await foreach (var other in WorkloadsAsync(ns, cancellationToken))
            near.Add(other.Module.Name);
        var similar = near.Where(other => NamePattern.AreSimilar(other, name)).Take(NearNames).ToList();
        throw new DeployException(ModuleCodes.NotFound, $"There is no module '{name}' in namespace '{ns}'.", $"{ns}/{name}",
            similar.Count == 0 ? null : $"Similar names: {string.Join(", ", similar)}.");
    }

    // A module's workload is named like it, unless a manifest says otherwise: then all are looked through.
    internal async Task<Workload?> FindWorkloadAsync(string ns, string name, CancellationToken cancellationToken)
    {
        if (await client.FindAsync(WorkloadResources.Deployments, ns, name, cancellationToken) is { } json
            && new Workload(ModuleKind.Deployment, json) is { Module.IsModule: true } workload && workload.Module.Name == name)
        {
            return workload;
        }
        var found = new List<Workload>();
        await foreach (var other in WorkloadsAsync(ns, cancellationToken))
        {
            if (other.Module.Name == name)
                found.Add(other);
        }
        return found switch
        {
            [] => null,
            [var only] => only,
            _ => throw new DeployException(ModuleCodes.Ambiguous, $"Module '{name}' has several workloads: {string.Join(", ", found.Select(item => $"{item.Kind} {item.Name}"))}.", $"{ns}/{name}"),
        };
    }

    internal async Task<IReadOnlyList<Workload>> AllWorkloadsAsync(string? ns, CancellationToken cancellationToken)
    {
        var workloads = new List<Workload>();
        await foreach (var workload in WorkloadsAsync(ns, cancellationToken))
            workloads.Add(workload);
        return workloads;
    }

    private async IAsyncEnumerable<Workload> WorkloadsAsync(string? ns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var kind in WorkloadResources.Kinds)
        {
            var options = kind == ModuleKind.Pod ? new ListOptions { LabelSelector = ModuleLabels.Name } : new ListOptions();
            await foreach (var json in client.ListAsync(WorkloadResources.Of(kind), ns, options, cancellationToken))
            {
                if (IsModule(kind, json))
                    yield return new Workload(kind, json);
            }
        }
    }

    // A pod that something else owns is a replica, not a workload; one taken out of its set by recycling has a mark.
    private static bool IsModule(ModuleKind kind, JsonObject json) =>
        new Workload(kind, json).Module.IsModule
        && (kind != ModuleKind.Pod || !json.ObjectsAt("metadata", "ownerReferences").Any() && json.At("metadata", "annotations", ModuleLabels.DecommissionedAt) is null);
}
