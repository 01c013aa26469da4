using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Health;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Planning;

namespace Deploy.Operations.Releases.Preflight;

/// <summary>Looks at the package and the cluster before a release: what is certain to fail refuses it, too little room is said with the numbers.</summary>
internal sealed class PreflightReader(KubernetesClient client, TimeProvider time, ReleaseEnvironment environment)
{
    /// <summary>Begins to look around, beside the making of a plan that will probably change something.</summary>
    internal Surroundings LookAround(string ns, CancellationToken cancellationToken) => new Surroundings(client, ns, cancellationToken).Begin();

    internal async Task<ReleasePlan> CheckAsync(ReleasePlan plan, CancellationToken cancellationToken)
    {
        await using var surroundings = new Surroundings(client, plan.Namespace, cancellationToken);
        return await CheckAsync(plan, surroundings, cancellationToken);
    }

    internal async Task<ReleasePlan> CheckAsync(ReleasePlan plan, Surroundings surroundings, CancellationToken cancellationToken)
    {
        if (plan.Work is not PlannedWork.Begin begin)
            return plan;
        var template = Template(begin);
        var needed = NeededReplicas.Of(begin);
        var checks = new List<PreflightCheck?>(plan.Preflight) { PackageCheck.Ending(begin.Change.Image), PackageCheck.Life(begin.Change.Image, template, time.GetUtcNow()), SameVersion(begin) };
        // All at once: none of them waits for another's answer.
        var answers = await Task.WhenAll(
            PackageAsync(begin, template, cancellationToken),
            BudgetAsync(begin, plan.Options.AcceptDowntime, cancellationToken),
            Task.FromResult(new Answer(PeerScale(begin))),
            QuotaAsync(template, needed, surroundings),
            RoomAsync(template, needed, surroundings));
        return plan with
        {
            Preflight = [.. checks.Concat(answers.Select(answer => answer.Check)).OfType<PreflightCheck>()],
            Warnings = [.. plan.Warnings, .. answers.Select(answer => answer.Warning).OfType<string>()],
            Replan = async token => await CheckAsync(await plan.Replan(token), token),
        };
    }

    // Only what changes is asked for: what runs was there, and may have been cleaned up since.
    private async Task<Answer> PackageAsync(PlannedWork.Begin begin, JsonObject template, CancellationToken cancellationToken)
    {
        var image = begin.Change.Image;
        if (!ModuleImage.IsPackageUrl(image) || begin.Change.Back is not null || begin.Live?.Module.Image == image || !ModuleImage.EndsAsBasesNeed(image))
            return default;
        if (environment.Delivered?.Invoke() == image)
            return new Answer(new PreflightCheck("package", true, "it was looked at here, and is uploaded when the release begins"));
        var (check, warning) = await new PackageProbe(environment.GateHandler, time).AskAsync(new Uri(image), template.TextAt("metadata", "annotations", ModuleLabels.PackageSha256), cancellationToken);
        return new Answer(check, warning);
    }

    private async Task<Answer> BudgetAsync(PlannedWork.Begin begin, bool accepted, CancellationToken cancellationToken) =>
        begin.Live is { } live && BudgetCheck.Concerns(live) ? new Answer(await BudgetCheck.ReadAsync(client, live, accepted, cancellationToken)) : default;

    private static async Task<Answer> QuotaAsync(JsonObject template, int needed, Surroundings surroundings)
    {
        if (needed == 0)
            return default;
        try
        {
            return new Answer(QuotaCheck.Of((await surroundings.Quotas).Items, template, needed));
        }
        catch (KubernetesException failure) when (failure.IsForbidden)
        {
            return NotLookedAt("quota", "the quotas of the namespace");
        }
    }

    // The controller of peers sets the count again; it would look like a release that undoes itself.
    private static PreflightCheck? PeerScale(PlannedWork.Begin begin) =>
        begin.Live is { } live && begin.Change.Patch.NumberAt("spec", "replicas") is { } replicas && replicas != live.Desired && ScaleCheck.IsPeer(live)
            ? new PreflightCheck("peer", false, $"strategy peer keeps one replica on every base, {live.Desired} now; its controller would undo {replicas}. Leave the count out, or opt out with label {ModuleLabels.ReplicasControl}=true.", Errors.ModuleControllerCodes.RescaleRequirementNotMet.Code)
            : null;

    // A warning only: nodes may be freed or added, and a module may wait for its base on purpose. The wait ends with the same numbers if they are not.
    private static async Task<Answer> RoomAsync(JsonObject template, int needed, Surroundings surroundings)
    {
        var module = new ModuleTemplate(template, isBarePod: false);
        if (needed == 0 || !NodePlaces.Requests(template).Any() && !module.RunsOnBase)
            return default;
        try
        {
            var (nodes, pods) = (surroundings.Nodes, surroundings.Pods);
            await Task.WhenAll(nodes, pods);
            return Room(template, module, needed, (await nodes).Items, (await pods).Items);
        }
        catch (KubernetesException failure) when (failure.IsForbidden)
        {
            return NotLookedAt("room", "nodes and the pods of all namespaces");
        }
    }

    private static Answer Room(JsonObject template, ModuleTemplate module, int needed, IReadOnlyList<Node> nodes, IReadOnlyList<Pod> pods)
    {
        var (what, all) = module.RunsOnBase ? ("bases", [.. nodes.Where(node => ModuleBases.IsBase(node.Metadata.Name))]) : ("nodes", nodes);
        var places = new NodePlaces(template, all, pods);
        var warning = places.Matching == 0 ? $"None of {all.Count} {what} matches{(module.Base is { } chosen ? $" base {chosen}" : "")}: the replicas wait until one appears."
            : places.Free < needed ? $"There is room for {places.Free} of {needed} more replicas on {places.Matching} matching {what}{(places.Words() is { Length: > 0 } words ? $" ({words})" : "")}: add a {what[..^1]} or ask for less."
            : null;
        return new Answer(new PreflightCheck("room", true, $"{places.Matching} of {all.Count} {what} match, room for {places.Free}, needed {needed}"), warning);
    }

    // Who releases into a namespace need not be allowed to see the whole cluster; the server refuses what does not fit all the same.
    private static Answer NotLookedAt(string name, string what) => new(new PreflightCheck(name, true, $"not looked at: the account may not list {what}"));

    private static JsonObject Template(PlannedWork.Begin begin) => begin.Live switch
    {
        null => begin.Wanted!.Template,
        { Kind: ModuleKind.Pod } live => live.Json,
        { } live => Merged(live.Template, begin.Change.Patch.ObjectAt("spec", "template")),
    };

    // Close enough to judge by: what the change says of annotations, placement and requests goes over what is live.
    private static JsonObject Merged(JsonObject live, JsonObject? patch)
    {
        var merged = live.Copy();
        foreach (var (key, value) in patch.TextsAt("metadata", "annotations"))
            merged.Child("metadata").Child("annotations")[key] = value;
        foreach (var field in new[] { "affinity", "nodeSelector", "tolerations" })
        {
            if (patch.At("spec", field) is { } changed)
                merged.Child("spec")[field] = changed.DeepClone();
        }
        return merged;
    }

    private static PreflightCheck? SameVersion(PlannedWork.Begin begin) => begin.Live is not { } live ? null
        : live.Module.Version != begin.Change.Version ? new PreflightCheck("version", true, $"{live.Module.Version} becomes {begin.Change.Version}")
        : live.Module.RunsOnBase && ImageFingerprint.Of(live.Module.Image) != ImageFingerprint.Of(begin.Change.Image)
            ? new PreflightCheck("version", false, $"another package with the same version {begin.Change.Version}: a base takes it for the one that it has. Give it a version of its own.", Errors.ReleaseCodes.PreflightFailed.Code)
            : new PreflightCheck("version", true, $"the version stays {begin.Change.Version}");

    private readonly record struct Answer(PreflightCheck? Check, string? Warning = null);
}
