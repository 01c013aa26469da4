using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases;

namespace Deploy.Operations.Repair;

/// <summary>Finds and clears what releases and removals left behind. Nothing is changed without a plan that was shown.</summary>
public sealed class ModuleRepair(KubernetesClient client, TimeProvider time, ReleaseEnvironment? environment = null)
{
    private const int Tries = 5;

    private readonly ModuleCatalog _catalog = new(client, time);
    private readonly ModuleReleases _releases = new(client, time, environment);

    /// <summary>Looks for what is left over or half done.</summary>
    /// <param name="ns">Null for all namespaces.</param>
    /// <param name="module">Name with wildcards; null for all.</param>
    /// <param name="patience">How long a deletion may last before it counts as stuck; default 10 minutes.</param>
    public async Task<RepairPlan> PlanAsync(string? ns, string? module = null, TimeSpan? patience = null, CancellationToken cancellationToken = default)
    {
        try
        {
            var facts = await ReadAsync(ns, patience ?? TimeSpan.FromMinutes(10), cancellationToken);
            return new RepairPlan([.. RepairSearch.Find(facts).Where(finding => module is null || NamePattern.Matches(module, finding.Module))]);
        }
        catch (KubernetesException failure)
        {
            throw FailureTranslation.Translate(failure, ns);
        }
    }

    /// <summary>Carries the remedies out, one by one; one that fails does not keep the others back.</summary>
    public async Task<IReadOnlyList<RepairOutcome>> RunAsync(RepairPlan plan, CancellationToken cancellationToken = default)
    {
        var outcomes = new List<RepairOutcome>();
        foreach (var finding in plan.Findings)
            outcomes.Add(await OneAsync(finding, cancellationToken));
        return outcomes;
    }

    // The controllers write too; what they overtook is looked at anew.
    private async Task<RepairOutcome> OneAsync(RepairFinding finding, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await OnceAsync(finding, cancellationToken);
            }
            catch (KubernetesException failure) when (failure.IsConflict && attempt < Tries)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50 * attempt), time, cancellationToken);
                var now = await PlanAsync(finding.Namespace, finding.Module, TimeSpan.Zero, cancellationToken);
                if (now.Findings.FirstOrDefault(item => item.Kind == finding.Kind && item.Target == finding.Target) is not { } again)
                    return new RepairOutcome(finding, true, "It has come right meanwhile.");
                finding = again;
            }
        }
    }

    private async Task<RepairOutcome> OnceAsync(RepairFinding finding, CancellationToken cancellationToken)
    {
        if (!finding.CanRepair)
            return new RepairOutcome(finding, false, "Only who holds it can let go.");
        try
        {
            await TurnAsync(finding, cancellationToken);
            foreach (var write in finding.Writes)
                await write.RunAsync(client, dryRun: false, cancellationToken);
            return new RepairOutcome(finding, true, finding.Remedy!);
        }
        catch (Exception failure) when (failure is DeployException or KubernetesException { IsConflict: false })
        {
            var translated = FailureTranslation.Translate(failure, $"{finding.Namespace}/{finding.Target}");
            return new RepairOutcome(finding, false, $"{translated.Code}: {translated.Message}");
        }
    }

    private async Task TurnAsync(RepairFinding finding, CancellationToken cancellationToken)
    {
        switch (finding.Turn)
        {
            case RepairTurn.Back:
                await _releases.RunAsync(await _releases.PlanStopAsync(finding.Namespace, finding.Module, rollback: true, null, cancellationToken), null, cancellationToken);
                break;
            case RepairTurn.On:
                await _releases.RunAsync(await _releases.PlanResumeAsync(finding.Namespace, finding.Module, null, cancellationToken), null, cancellationToken);
                break;
        }
    }

    private async Task<RepairFacts> ReadAsync(string? ns, TimeSpan patience, CancellationToken cancellationToken)
    {
        var along = new ListOptions { LabelSelector = ModuleLabels.Along };
        var replicas = new ListOptions { LabelSelector = ModuleLabels.Name };
        return new RepairFacts
        {
            Workloads = await _catalog.AllWorkloadsAsync(ns, cancellationToken),
            Pods = (await client.ListAllAsync(WorkloadResources.Pods, ns, replicas, cancellationToken)).Items,
            ReplicaSets = (await client.ListAllAsync(WorkloadResources.ReplicaSets, ns, replicas, cancellationToken)).Items,
            Services = await KindedAsync(WorkloadResources.Services, ns, null, cancellationToken),
            Along = [.. await KindedAsync(WorkloadResources.ConfigMaps, ns, along, cancellationToken), .. await KindedAsync(WorkloadResources.Secrets, ns, along, cancellationToken)],
            Now = time.GetUtcNow(),
            Patience = patience,
        };
    }

    // Items of a list do not name their kind.
    private async Task<List<JsonObject>> KindedAsync(ResourceType<JsonObject> resource, string? ns, ListOptions? options, CancellationToken cancellationToken)
    {
        var items = new List<JsonObject>();
        await foreach (var item in client.ListAsync(resource, ns, options, cancellationToken))
        {
            item["kind"] = resource.Kind;
            items.Add(item);
        }
        return items;
    }
}
