using Deploy.Kubernetes;
using Deploy.Operations.Health;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Rollout;

namespace Deploy.Operations.Releases.Planning;

/// <summary>Plans to unpublish a module: its workload with the replicas, then what went along with it.</summary>
internal sealed class RemovalPlanner(PlanContext context)
{
    internal async Task<ReleasePlan> PlanAsync(string ns, string name, ReleaseOptions options, CancellationToken cancellationToken)
    {
        var live = await context.Catalog.GetWorkloadAsync(ns, name, cancellationToken);
        OpenRelease.RefuseBeside(live, options with { Strategy = StrategyKind.Safe }, context.Holder, context.Now);
        var changes = new List<PlannedChange>
        {
            new(ChangeAction.Delete, live.Kind.ToString(), ns, live.Name, $"unpublishes {live.Module.Version} with {live.Desired} replicas", []),
        };
        var writes = new List<ObjectWrite>();
        var along = new List<System.Text.Json.Nodes.JsonObject>();
        var alongOptions = new ListOptions { LabelSelector = $"{ModuleLabels.Along}={name}" };
        foreach (var resource in new[] { WorkloadResources.Services, WorkloadResources.ConfigMaps, WorkloadResources.Secrets })
        {
            await foreach (var item in context.Client.ListAsync(resource, ns, alongOptions, cancellationToken))
            {
                var itemName = item.TextAt("metadata", "name") ?? "";
                if (resource == WorkloadResources.Services)
                    along.Add(item);
                writes.Add(new ObjectWrite(ChangeAction.Delete, resource, ns, itemName, null, new DeleteOptions { Uid = item.TextAt("metadata", "uid") }));
                changes.Add(new PlannedChange(ChangeAction.Delete, resource.Kind, ns, itemName, "went along with the module", []));
            }
        }
        var dependents = await new DependentReader(context.Client).ReadAsync(live, [.. along.Select(service => service.TextAt("metadata", "name") ?? "")], cancellationToken);
        var tenants = await TenantsAsync(live, cancellationToken);
        var packages = await PackagesAsync(live, cancellationToken);
        return new ReleasePlan(new PlannedWork.Remove(live, writes, along, packages), options, token => PlanAsync(ns, name, options, token))
        {
            Operation = ReleaseOperation.Unpublish,
            Namespace = ns,
            Module = name,
            Kind = live.Kind,
            FromVersion = live.Module.Version,
            Changes = changes,
            Preflight =
            [
                dependents.Count == 0
                    ? new PreflightCheck("dependents", true, "nothing else stands on it")
                    : new PreflightCheck("dependents", false, $"{string.Join("; ", dependents)}.", Errors.ModuleCodes.InUse.Code),
                tenants.Count == 0
                    ? new PreflightCheck("modules", true, "no module is installed on its replicas")
                    : new PreflightCheck("modules", false, $"{name} cannot go: {BaseTenants.Describe(tenants)}.", Errors.BaseCodes.HasModules.Code),
            ],
        };
    }

    // Modules before their base.
    private Task<IReadOnlyList<string>> TenantsAsync(Workload live, CancellationToken cancellationToken)
    {
        var selector = live.Selector;
        return new BaseTenants(context.Client).ReadAsync(live.Namespace, pod => live.Kind == ModuleKind.Pod
            ? pod.Metadata.Name == live.Name
            : selector.Count > 0 && selector.All(pair => pod.Metadata.Labels.GetValueOrDefault(pair.Key) == pair.Value), cancellationToken);
    }

    // Its workload and history are what needed them.
    private async Task<IReadOnlyList<string>> PackagesAsync(Workload live, CancellationToken cancellationToken)
    {
        var revisions = await RevisionReader.ReadAsync(context.Client, live, cancellationToken);
        return [.. revisions.Select(set => set.Module.Image).Append(live.Module.Image).Where(ModuleImage.IsPackageUrl)
            .Select(image => new Uri(image).Segments[^1]).Distinct(StringComparer.Ordinal)];
    }
}
