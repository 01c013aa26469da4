using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Operations.Modules;
using Deploy.Storage.Packages;

namespace Deploy.Operations.Maintenance.Refresh;

/// <summary>
/// Renews the package URLs of a DaemonSet or StatefulSet. Every change of their template is a new revision, which the API
/// does not let us avoid; that no replica restarts for it is had by OnDelete: one write sets it together with the new
/// URLs, and the operator's own strategy comes back when all replicas were replaced for other reasons (recycling does so
/// within a day), for then it finds nothing to roll.
/// </summary>
internal sealed class OnDeleteRefresh(MaintenanceContext context, PackageStore packages)
{
    private const string OnDelete = "OnDelete";

    public async Task<StepResult> RunAsync(ModuleKind kind, string ns, string name, RefreshTimes times, CancellationToken ct)
    {
        if (await context.Cluster.FindAsync(WorkloadResources.Of(kind), ns, name, ct) is not { } json)
            return StepResult.Gone;
        var live = new Workload(kind, json);
        var note = RefreshNote.Of(live);
        PackageImage[] images = [.. PackageImage.In(live.Template, packages.Recognise)];
        if (images.Any(i => i.ExpiresOn < times.DueBefore))
            return await RenewAsync(live, note, images, times, ct);
        return note is null ? new(StepOutcome.Done, "Nothing is due.") : await RestoreAsync(live, note, ct);
    }

    private async Task<StepResult> RenewAsync(Workload live, RefreshNote? note, PackageImage[] images, RefreshTimes times, CancellationToken ct)
    {
        var patch = new ImagePatch(live.Json);
        var renewed = live.Template.Copy();
        foreach (var (key, expiry) in UrlPlan.Work([images], times.DueBefore, times.Expiry))
        {
            var signed = await packages.SignUntilAsync(key.Image.Package, expiry, ct);
            patch.Replace(key.Image.Pointer("/spec/template"), key.Image.Image, signed.Url.AbsoluteUri);
            key.Image.Set(renewed, signed.Url.AbsoluteUri);
        }
        patch.FollowUrls(renewed);
        patch.Annotate(ModuleLabels.UrlExpires, times.Expiry.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        var strategy = live.Json.ObjectAt("spec", "updateStrategy");
        var waits = note is not null || strategy.TextAt("type") != OnDelete;
        if (waits && note is null)
        {
            note = new() { Strategy = strategy?.ToJsonString(), StartedOn = context.Time.GetUtcNow() };
            patch.Annotate(RefreshNote.Annotation, note.Write()).Set("/spec/updateStrategy", new JsonObject { ["type"] = OnDelete });
        }
        if (!await PatchAsync(live, patch, ct))
            return StepResult.Changed;
        return waits
            ? StepResult.Begun("URLs renewed; its own update strategy comes back when every replica was replaced once.")
            : new(StepOutcome.Done, $"{images.Length} URLs renewed, no replica restarted.");
    }

    private async Task<StepResult> RestoreAsync(Workload live, RefreshNote note, CancellationToken ct)
    {
        if (!AllUpdated(live))
            return StepResult.Begun("Its own update strategy comes back when every replica was replaced once.");
        var patch = new ImagePatch(live.Json).RemoveAnnotation(RefreshNote.Annotation)
            .Set("/spec/updateStrategy", JsonNode.Parse(note.Strategy ?? """{"type":"RollingUpdate"}"""));
        if (!await PatchAsync(live, patch, ct))
            return StepResult.Changed;
        return new(StepOutcome.Done, "All replicas use the renewed URLs; its own update strategy is back.");
    }

    private static bool AllUpdated(Workload live)
    {
        var updated = live.Kind == ModuleKind.DaemonSet
            ? live.Json.CountAt("status", "updatedNumberScheduled")
            : live.Json.CountAt("status", "updatedReplicas");
        return live.ObservedGeneration >= live.Generation && updated >= live.Desired;
    }

    private Task<bool> PatchAsync(Workload live, ImagePatch patch, CancellationToken ct) => LiveWrite.TryPatchAsync(
        context.Cluster, WorkloadResources.Of(live.Kind),
        new() { Namespace = live.Namespace, Name = live.Name, Uid = live.Uid, ResourceVersion = live.ResourceVersion ?? "" }, Patch.Json(patch.Operations), ct);
}
