using System.Runtime.ExceptionServices;
using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;
using Deploy.Storage.Packages;

namespace Deploy.Operations.Maintenance.Refresh;

/// <summary>
/// Renews the package URLs of one Deployment and of its whole history, without a restart and without a new revision:
/// pause (noting the operator's own), renew every ReplicaSet's template, then the Deployment's, check, resume as found.
/// The Deployment controller takes the ReplicaSet whose template equals the Deployment's for the current one; it must
/// never look while they differ, hence the pause. Whatever fails, the pause is taken back in the same run; each step may be the last of
/// this process, and then the note tells every later command.
/// </summary>
internal sealed class DeploymentRefresh(MaintenanceContext context, PackageStore packages)
{
    private const int MaxTries = 8;

    // How long a renewal that failed tries to take its pause back, and how long one that was told to stop has for it.
    private static readonly TimeSpan ResumeWithin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromMilliseconds(500);

    private readonly PausedRefresh paused = new(context.Cluster, context.Time, context.Options.Refresh.Patience);

    public async Task<StepResult> RunAsync(string ns, string name, RefreshTimes times, CancellationToken ct)
    {
        // What an earlier run left is ended first: its pause may be taken back by anybody at any moment.
        if (await ResumeAsync(ns, name, ct) is { } left)
            return StepResult.Begun($"{left} It stays paused since an earlier run was broken off; whatever meets it next resumes it.");
        if (await ReadAsync(ns, name, ct) is not { } history || history.Deployment.IsDeleting)
            return StepResult.Gone;
        if (!history.IsDue(times.DueBefore))
            return await TidyAsync(history, ct);
        var (renewed, failure) = await TryRenewAsync(history, times, ct);
        var stays = await ResumeAsync(ns, name, ct);
        if (failure is not null && stays is not null && FailureTranslation.Translate(failure.SourceException, $"{ns}/{name}") is var told)
            throw new DeployException(told.Code, $"{told.Message} {stays} It stays paused; whatever meets it next resumes it.", $"{ns}/{name}", told.Suggestion, failure.SourceException);
        failure?.Throw();
        if (stays is not null)
            return StepResult.Begun($"{stays} It stays paused; whatever meets it next resumes it.");
        await TidyResumedAsync(ns, name, ct);
        return renewed is { } count ? new(StepOutcome.Done, $"{count} URLs renewed, no replica restarted.")
            : StepResult.Postponed("It changes all the time, or the Deployment controller took no note of the pause; nothing was renewed.");
    }

    /// <summary>Renews while the Deployment is paused. How many URLs, null where nothing could be begun; and what failed.</summary>
    private async Task<(int? Renewed, ExceptionDispatchInfo? Failure)> TryRenewAsync(DeploymentHistory due, RefreshTimes times, CancellationToken ct)
    {
        var (ns, name) = (due.Deployment.Namespace, due.Deployment.Name);
        // From a certain age on others take the pause for one that was left, and nothing may be written any more.
        using var longest = new CancellationTokenSource(PausedRefresh.Longest, context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, longest.Token);
        try
        {
            if (!await PauseAsync(due, either.Token) || !await paused.IsObservedAsync(ns, name, either.Token)
                || await ReadAsync(ns, name, either.Token) is not { } history || PausedRefresh.NoteOf(history.Deployment) is not { } note)
                return (null, null);
            // What rolled out just then has its ReplicaSet by now.
            if (note.Current is null && history.Current is { } current)
                note = await NoteAsync(history.Deployment, note with { Current = DeploymentHistory.NameOf(current) }, either.Token);
            return (await RenewAsync(history, note, times, either.Token), null);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            var late = new DeployException(DeployCodes.TimedOut, $"The URLs of {ns}/{name} could not be renewed within {PausedRefresh.Longest.TotalMinutes:0} minutes.");
            return (null, ExceptionDispatchInfo.Capture(late));
        }
        catch (Exception e)
        {
            return (null, ExceptionDispatchInfo.Capture(e));
        }
    }

    private async Task<RefreshNote> NoteAsync(Workload deployment, RefreshNote note, CancellationToken ct)
    {
        var patch = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [RefreshNote.Annotation] = note.Write() } } };
        await context.Cluster.PatchAsync(WorkloadResources.Deployments, deployment.Namespace, deployment.Name, Patch.Merge(patch), cancellationToken: ct);
        return note;
    }

    /// <summary>Takes the pause back, also after a failure and after the word to stop, for which there is a moment of its own.</summary>
    /// <returns>Why it stays paused; null where it does not.</returns>
    private async Task<string?> ResumeAsync(string ns, string name, CancellationToken ct)
    {
        using var within = new CancellationTokenSource(ct.IsCancellationRequested ? StopWithin : ResumeWithin, context.Time);
        await using var stopping = ct.Register(() => within.CancelAfter(StopWithin));
        var why = "There was no time to resume it.";
        try
        {
            while (true)
            {
                try
                {
                    return await paused.ResumeAsync(ns, name, within.Token);
                }
                catch (KubernetesException e)
                {
                    why = $"It could not be resumed ({e.Reason}).";
                    await Task.Delay(AfterTrouble, context.Time, within.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            return why;
        }
    }

    private Task<DeploymentHistory?> ReadAsync(string ns, string name, CancellationToken ct) =>
        DeploymentHistory.ReadAsync(context.Cluster, ns, name, packages.Recognise, ct);

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

    /// <summary>Renews all templates, the Deployment's last. Returns how many images were renewed.</summary>
    private async Task<int> RenewAsync(DeploymentHistory history, RefreshNote note, RefreshTimes times, CancellationToken ct)
    {
        var current = history.Sets.FirstOrDefault(set => DeploymentHistory.NameOf(set) == note.Current);
        var follows = current is not null && PausedRefresh.Follows(history, current);
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
        if (follows)
        {
            await paused.FollowAsync(history.Deployment, current!, ct);
            return count;
        }
        var patch = new ImagePatch(history.Deployment.Json);
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

    // A controller that does not know of the resuming yet would copy the note once more; what is left then the next run takes off.
    private async Task TidyResumedAsync(string ns, string name, CancellationToken ct)
    {
        if (await paused.IsObservedAsync(ns, name, ct) && await ReadAsync(ns, name, ct) is { } resumed)
            await TidyAsync(resumed, ct);
    }

    /// <summary>Takes the note off where the controller copied it to a ReplicaSet, or a rollback copied it back.</summary>
    private async Task<StepResult> TidyAsync(DeploymentHistory history, CancellationToken ct)
    {
        var ns = history.Deployment.Namespace;
        var without = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [RefreshNote.Annotation] = null } } };
        // The Deployment first, or its controller would copy it again.
        if (PausedRefresh.NoteOf(history.Deployment) is null && history.Deployment.Annotation(RefreshNote.Annotation).Length > 0)
            await context.Cluster.PatchAsync(WorkloadResources.Deployments, ns, history.Deployment.Name, Patch.Merge(without.Copy()), cancellationToken: ct);
        foreach (var set in history.Sets.Where(DeploymentHistory.IsNoted))
            await context.Cluster.PatchAsync(WorkloadResources.ReplicaSets, ns, DeploymentHistory.NameOf(set), Patch.Merge(without.Copy()), cancellationToken: ct);
        return new(StepOutcome.Done, "Nothing is due.");
    }
}
