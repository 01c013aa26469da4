using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Operations.Modules;
using Deploy.Storage.Packages;

namespace Deploy.Operations.Maintenance.Refresh;

/// <summary>
/// Renews the package URLs of one Deployment and of its whole history, without a restart and without a new revision:
/// pause (noting the operator's own), renew every ReplicaSet's template, then the Deployment's, check, resume as found.
/// The Deployment controller takes the ReplicaSet whose template equals the Deployment's for the current one; it must
/// never look while they differ, hence the pause. Each step may be the last of this process: the note tells the next run.
/// </summary>
internal sealed class DeploymentRefresh(MaintenanceContext context, PackageStore packages)
{
    private const int MaxTries = 8;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    public async Task<StepResult> RunAsync(string ns, string name, RefreshTimes times, CancellationToken ct)
    {
        if (await ReadAsync(ns, name, ct) is not { } history || history.Deployment.IsDeleting)
            return new(StepOutcome.Done, "It is gone.");
        if (NoteOf(history) is null)
        {
            if (!history.IsDue(times.DueBefore))
                return await TidyAsync(history, ct);
            if (!await PauseAsync(history, ct))
                return StepResult.Postponed("It changes all the time.");
        }
        if (!await ObservedAsync(ns, name, ct))
            return StepResult.Begun("The Deployment controller has not taken note of the pause yet.");
        history = await ReadAsync(ns, name, ct);
        if (history is null || NoteOf(history) is not { } note)
            return StepResult.Begun("Somebody resumed it meanwhile.");
        var renewed = await RenewAsync(history, note, times, ct);
        return await ResumeAsync(ns, name, note, renewed, ct);
    }

    private Task<DeploymentHistory?> ReadAsync(string ns, string name, CancellationToken ct) =>
        DeploymentHistory.ReadAsync(context.Cluster, ns, name, packages.Recognise, ct);

    /// <summary>A note without a pause is a leftover (a rollback copies annotations back from the history) and means nothing.</summary>
    private static RefreshNote? NoteOf(DeploymentHistory history) =>
        history.Deployment.Json.TextAt("spec", "paused") == "true" ? RefreshNote.Of(history.Deployment) : null;

    /// <summary>Notes and pauses in one write, against exactly what was read; what changed meanwhile is read again.</summary>
    private async Task<bool> PauseAsync(DeploymentHistory? history, CancellationToken ct)
    {
        for (var tries = 0; tries < MaxTries && history is not null; tries++)
        {
            var deployment = history.Deployment;
            try
            {
                await context.Cluster.PatchAsync(WorkloadResources.Deployments, deployment.Namespace, deployment.Name, Patch.Merge(Pause(history)), cancellationToken: ct);
                return true;
            }
            catch (KubernetesException e) when (e.IsConflict)
            {
                history = await ReadAsync(deployment.Namespace, deployment.Name, ct);
            }
        }
        return false;
    }

    private JsonObject Pause(DeploymentHistory history)
    {
        var note = new RefreshNote
        {
            Paused = history.Deployment.Json.TextAt("spec", "paused") == "true",
            Current = history.Current is { } current ? DeploymentHistory.NameOf(current) : null,
            StartedOn = context.Time.GetUtcNow(),
        };
        return new()
        {
            ["metadata"] = new JsonObject
            {
                ["resourceVersion"] = history.Deployment.ResourceVersion,
                ["annotations"] = new JsonObject { [RefreshNote.Annotation] = note.Write() },
            },
            ["spec"] = new JsonObject { ["paused"] = true },
        };
    }

    private async Task<bool> ObservedAsync(string ns, string name, CancellationToken ct)
    {
        var until = context.Time.GetUtcNow() + context.Options.Refresh.Patience;
        while (true)
        {
            if (await context.Cluster.FindAsync(WorkloadResources.Deployments, ns, name, ct) is not { } json)
                return false;
            var live = new Workload(ModuleKind.Deployment, json);
            if (live.ObservedGeneration >= live.Generation)
                return true;
            if (context.Time.GetUtcNow() >= until)
                return false;
            await Task.Delay(Poll, context.Time, ct);
        }
    }

    /// <summary>Renews all templates, the Deployment's last. Returns how many images were renewed.</summary>
    private async Task<int> RenewAsync(DeploymentHistory history, RefreshNote note, RefreshTimes times, CancellationToken ct)
    {
        var current = history.Sets.FirstOrDefault(set => DeploymentHistory.NameOf(set) == note.Current);
        var follows = current is not null && Follows(history, current);
        var images = history.AllImages();
        var plan = UrlPlan.Work(follows ? [.. images.SkipLast(1)] : images, times.DueBefore, times.Expiry);
        var count = 0;
        // The current one last, so that the time in which no ReplicaSet equals the Deployment is as short as can be.
        foreach (var index in Enumerable.Range(0, history.Sets.Count).OrderBy(i => ReferenceEquals(history.Sets[i], current)))
        {
            var set = await RenewSetAsync(history, index, images[index], plan, ct);
            count += plan.Keys.Count(k => k.Template == index);
            current = ReferenceEquals(history.Sets[index], current) ? set : current;
        }
        var patch = new ImagePatch(history.Deployment.Json);
        if (follows)
            Follow(patch, history.Deployment, images[^1], current!, history.Images(DeploymentHistory.TemplateOf(current!)));
        else
            await SignAsync(patch, history.Deployment.Json, images[^1], history.Sets.Count, plan, ct);
        if (!patch.IsEmpty)
        {
            await context.Cluster.PatchAsync(
                WorkloadResources.Deployments, history.Deployment.Namespace, history.Deployment.Name, Patch.Json(patch.Operations), cancellationToken: ct);
        }
        return count;
    }

    private async Task<JsonObject> RenewSetAsync(
        DeploymentHistory history, int index, IReadOnlyList<PackageImage> images,
        IReadOnlyDictionary<(int, PackageImage), DateTimeOffset> plan, CancellationToken ct)
    {
        var set = history.Sets[index];
        var patch = new ImagePatch(set);
        await SignAsync(patch, set, images, index, plan, ct);
        return patch.IsEmpty
            ? set
            : await context.Cluster.PatchAsync(
                WorkloadResources.ReplicaSets, history.Deployment.Namespace, DeploymentHistory.NameOf(set), Patch.Json(patch.Operations), cancellationToken: ct);
    }

    private async Task SignAsync(
        ImagePatch patch, JsonObject live, IReadOnlyList<PackageImage> images, int template,
        IReadOnlyDictionary<(int, PackageImage), DateTimeOffset> plan, CancellationToken ct)
    {
        var renewed = live.ObjectAt("spec", "template")?.Copy() ?? [];
        foreach (var image in images)
        {
            if (!plan.TryGetValue((template, image), out var expiry))
                continue;
            var signed = await packages.SignUntilAsync(image.Package, expiry, ct);
            patch.Replace(image.Pointer("/spec/template"), image.Image, signed.Url.AbsoluteUri);
            image.Set(renewed, signed.Url.AbsoluteUri);
        }
        patch.FollowUrls(renewed);
    }

    private static void Follow(ImagePatch patch, Workload deployment, IReadOnlyList<PackageImage> own, JsonObject set, IReadOnlyList<PackageImage> current)
    {
        foreach (var image in own)
        {
            var match = current.FirstOrDefault(c => c.List == image.List && c.Index == image.Index && c.Package == image.Package);
            if (match is not null && match.Image != image.Image)
                patch.Replace(image.Pointer("/spec/template"), image.Image, match.Image);
        }
        // The same text to the letter, or the two templates would differ.
        patch.ReplaceExpiry(UrlAnnotation.Of(deployment.Template), UrlAnnotation.Of(DeploymentHistory.TemplateOf(set)));
    }

    /// <summary>Checks that the current ReplicaSet equals the Deployment still (otherwise resuming would roll) and resumes as found.</summary>
    private async Task<StepResult> ResumeAsync(string ns, string name, RefreshNote note, int renewed, CancellationToken ct)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            if (await ReadAsync(ns, name, ct) is not { } history)
                return new(StepOutcome.Done, "It is gone.");
            var current = history.Sets.FirstOrDefault(set => DeploymentHistory.NameOf(set) == note.Current);
            if (current is not null && Follows(history, current) && !await IsSeenEqualAsync(history, current, ct))
                return StepResult.Begun("The controller does not see it equal to its current ReplicaSet yet; it stays paused until the next run.");
            // Read before the look at the controller's view: a change since then makes the resuming fail, and is looked at again.
            if (await TryResumeAsync(history, note, ct))
            {
                await TidyResumedAsync(ns, name, ct);
                return new(StepOutcome.Done, $"{renewed} URLs renewed, no replica restarted.");
            }
        }
        return StepResult.Begun("It changes all the time; it stays paused until the next run.");
    }

    private bool Follows(DeploymentHistory history, JsonObject current) =>
        TemplateEquality.SamePackages(DeploymentHistory.TemplateOf(current), history.Deployment.Template, packages.Recognise);

    /// <summary>
    /// Whether the two templates are equal, and the controller sees it: it watches ReplicaSets and Deployments separately,
    /// and one that knows the Deployment's new template but not the ReplicaSet's would roll. What it counts as updated tells.
    /// </summary>
    private async Task<bool> IsSeenEqualAsync(DeploymentHistory history, JsonObject current, CancellationToken ct)
    {
        if (!TemplateEquality.Same(DeploymentHistory.TemplateOf(current), history.Deployment.Template))
            return false;
        var (ns, name) = (history.Deployment.Namespace, history.Deployment.Name);
        var until = context.Time.GetUtcNow() + context.Options.Refresh.Patience;
        while (true)
        {
            var deployment = new Workload(ModuleKind.Deployment, await context.Cluster.GetAsync(WorkloadResources.Deployments, ns, name, ct));
            var set = await context.Cluster.GetAsync(WorkloadResources.ReplicaSets, ns, DeploymentHistory.NameOf(current), ct);
            if (deployment.ObservedGeneration >= deployment.Generation
                && deployment.Json.CountAt("status", "updatedReplicas") == set.CountAt("status", "replicas"))
                return true;
            if (context.Time.GetUtcNow() >= until)
                return false;
            await Task.Delay(Poll, context.Time, ct);
        }
    }

    private async Task<bool> TryResumeAsync(DeploymentHistory history, RefreshNote note, CancellationToken ct)
    {
        var deployment = history.Deployment;
        var expires = history.Images(deployment.Template).Select(i => i.ExpiresOn).DefaultIfEmpty().Min();
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["resourceVersion"] = deployment.ResourceVersion,
                ["annotations"] = new JsonObject
                {
                    [RefreshNote.Annotation] = null,
                    [ModuleLabels.UrlExpires] = expires == default ? null : expires.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
                },
            },
            ["spec"] = new JsonObject { ["paused"] = note.Paused ? true : null },
        };
        try
        {
            await context.Cluster.PatchAsync(WorkloadResources.Deployments, deployment.Namespace, deployment.Name, Patch.Merge(patch), cancellationToken: ct);
            return true;
        }
        catch (KubernetesException e) when (e.IsConflict)
        {
            return false;
        }
    }

    // A controller that does not know of the resuming yet would copy the note once more; what is left then the next run takes off.
    private async Task TidyResumedAsync(string ns, string name, CancellationToken ct)
    {
        if (await ObservedAsync(ns, name, ct) && await ReadAsync(ns, name, ct) is { } resumed)
            await TidyAsync(resumed, ct);
    }

    /// <summary>Takes the note off where the controller copied it to a ReplicaSet, or a rollback copied it back.</summary>
    private async Task<StepResult> TidyAsync(DeploymentHistory history, CancellationToken ct)
    {
        var ns = history.Deployment.Namespace;
        var without = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [RefreshNote.Annotation] = null } } };
        // The Deployment first, or its controller would copy it again.
        if (NoteOf(history) is null && history.Deployment.Annotation(RefreshNote.Annotation).Length > 0)
            await context.Cluster.PatchAsync(WorkloadResources.Deployments, ns, history.Deployment.Name, Patch.Merge(without.Copy()), cancellationToken: ct);
        foreach (var set in history.Sets.Where(DeploymentHistory.IsNoted))
            await context.Cluster.PatchAsync(WorkloadResources.ReplicaSets, ns, DeploymentHistory.NameOf(set), Patch.Merge(without.Copy()), cancellationToken: ct);
        return new(StepOutcome.Done, "Nothing is due.");
    }
}
