using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Operations.Health;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Planning;

namespace Deploy.Operations.Releases.Preflight;

/// <summary>Looks at the package and the cluster before a release: what is certain to fail refuses it, too little room is said with the numbers.</summary>
internal sealed class PreflightReader(KubernetesClient client, TimeProvider time, ReleaseEnvironment environment)
{
    internal async Task<ReleasePlan> CheckAsync(ReleasePlan plan, CancellationToken cancellationToken)
    {
        if (plan.Work is not PlannedWork.Begin begin)
            return plan;
        var template = Template(begin);
        var needed = NeededReplicas.Of(begin);
        var checks = new List<PreflightCheck?>(plan.Preflight) { PackageCheck.Ending(begin.Change.Image), PackageCheck.Life(begin.Change.Image, template, time.GetUtcNow()), SameVersion(begin) };
        var warnings = new List<string>(plan.Warnings);
        checks.Add(await PackageAsync(begin, template, warnings, cancellationToken));
        if (begin.Live is { } standing && BudgetCheck.Concerns(standing))
            checks.Add(await BudgetCheck.ReadAsync(client, standing, plan.Options.AcceptDowntime, cancellationToken));
        checks.Add(PeerScale(begin));
        if (needed > 0)
        {
            checks.Add(QuotaCheck.Of((await client.ListAllAsync(Resources.ResourceQuotas, plan.Namespace, null, cancellationToken)).Items, template, needed));
            checks.Add(await RoomAsync(template, needed, warnings, cancellationToken));
        }
        return plan with { Preflight = [.. checks.OfType<PreflightCheck>()], Warnings = warnings, Replan = async token => await CheckAsync(await plan.Replan(token), token) };
    }

    // Only what changes is asked for: what runs was there, and may have been cleaned up since.
    private async Task<PreflightCheck?> PackageAsync(PlannedWork.Begin begin, JsonObject template, List<string> warnings, CancellationToken cancellationToken)
    {
        var image = begin.Change.Image;
        if (!ModuleImage.IsPackageUrl(image) || begin.Change.Back is not null || begin.Live?.Module.Image == image || !ModuleImage.EndsAsBasesNeed(image))
            return null;
        if (environment.Delivered?.Invoke() == image)
            return new PreflightCheck("package", true, "it was looked at here, and is uploaded when the release begins");
        var (check, warning) = await new PackageProbe(environment.GateHandler, time).AskAsync(new Uri(image), template.TextAt("metadata", "annotations", ModuleLabels.PackageSha256), cancellationToken);
        if (warning is not null)
            warnings.Add(warning);
        return check;
    }

    // The controller of peers sets the count again; it would look like a release that undoes itself.
    private static PreflightCheck? PeerScale(PlannedWork.Begin begin) =>
        begin.Live is { } live && begin.Change.Patch.NumberAt("spec", "replicas") is { } replicas && replicas != live.Desired && ScaleCheck.IsPeer(live)
            ? new PreflightCheck("peer", false, $"strategy peer keeps one replica on every base, {live.Desired} now; its controller would undo {replicas}. Leave the count out, or opt out with label {ModuleLabels.ReplicasControl}=true.", Errors.ModuleControllerCodes.RescaleRequirementNotMet.Code)
            : null;

    // A warning only: nodes may be freed or added, and a module may wait for its base on purpose. The wait ends with the same numbers if they are not.
    private async Task<PreflightCheck?> RoomAsync(JsonObject template, int needed, List<string> warnings, CancellationToken cancellationToken)
    {
        var module = new ModuleTemplate(template, isBarePod: false);
        if (!NodePlaces.Requests(template).Any() && !module.RunsOnBase)
            return null;
        var nodes = await client.ListAllAsync(Resources.Nodes, null, new ListOptions { FromCache = true }, cancellationToken);
        var pods = await client.ListAllAsync(Resources.Pods, null, new ListOptions { FromCache = true }, cancellationToken);
        var (what, all) = module.RunsOnBase ? ("bases", [.. nodes.Items.Where(node => ModuleBases.IsBase(node.Metadata.Name))]) : ("nodes", nodes.Items);
        var places = new NodePlaces(template, all, pods.Items);
        if (places.Matching == 0)
            warnings.Add($"None of {all.Count} {what} matches{(module.Base is { } chosen ? $" base {chosen}" : "")}: the replicas wait until one appears.");
        else if (places.Free < needed)
            warnings.Add($"There is room for {places.Free} of {needed} more replicas on {places.Matching} matching {what}{(places.Words() is { Length: > 0 } words ? $" ({words})" : "")}: add a {what[..^1]} or ask for less.");
        return new PreflightCheck("room", true, $"{places.Matching} of {all.Count} {what} match, room for {places.Free}, needed {needed}");
    }

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
}
