using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Maintenance.Refresh;

/// <summary>
/// A Deployment that is paused for the renewal of its package URLs, and how it is resumed as it was found, wherever the renewal ended:
/// the Deployment's template is made to follow the ReplicaSet that it equalled, so that nothing rolls out, and the pause is taken back.
/// That needs no package store, so that every later command can do it where a process died in the middle.
/// </summary>
internal sealed class PausedRefresh(KubernetesClient cluster, TimeProvider time, TimeSpan patience)
{
    /// <summary>A renewal ends itself after this long: from then on others may resume what it paused.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    // The moment is noted by another machine's clock.
    private static readonly TimeSpan LeftAfter = TimeSpan.FromMinutes(5);

    private const int MaxTries = 8;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    /// <summary>A note without a pause is a leftover (a rollback copies annotations back from the history) and means nothing.</summary>
    public static RefreshNote? NoteOf(Workload deployment) =>
        deployment.Kind == ModuleKind.Deployment && deployment.Json.TextAt("spec", "paused") == "true" ? RefreshNote.Of(deployment) : null;

    /// <summary>From when on whoever meets it takes the pause back; null where it is not paused for a renewal.</summary>
    public static DateTimeOffset? LeftFrom(Workload deployment) => NoteOf(deployment) is { } note ? note.StartedOn + LeftAfter : null;

    /// <summary>Takes the pause back. A change of the template by others in the meantime rolls out then, as it would have done.</summary>
    /// <returns>Null where it is resumed, or was by others, or is gone; otherwise why it stays paused for now.</returns>
    public async Task<string?> ResumeAsync(string ns, string name, CancellationToken ct)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            if (await DeploymentHistory.ReadAsync(cluster, ns, name, _ => null, ct) is not { } history || NoteOf(history.Deployment) is not { } note)
                return null;
            var current = history.Sets.FirstOrDefault(set => DeploymentHistory.NameOf(set) == note.Current);
            if (current is not null && Follows(history, current))
            {
                if (!TemplateEquality.Same(DeploymentHistory.TemplateOf(current), history.Deployment.Template))
                {
                    await FollowAsync(history.Deployment, current, ct);
                    continue;
                }
                if (!await IsSeenEqualAsync(history.Deployment, current, ct))
                    return "The Deployment controller does not see it equal to its current ReplicaSet yet.";
            }
            // Read before the look at the controller's view: a change since then makes the resuming fail, and is looked at again.
            if (await TryResumeAsync(history.Deployment, note, ct))
                return null;
        }
        return "It changes all the time.";
    }

    /// <summary>Whether the controller has taken note of the Deployment as it is.</summary>
    public async Task<bool> IsObservedAsync(string ns, string name, CancellationToken ct)
    {
        var until = time.GetUtcNow() + patience;
        while (true)
        {
            if (await cluster.FindAsync(WorkloadResources.Deployments, ns, name, ct) is not { } json)
                return false;
            var live = new Workload(ModuleKind.Deployment, json);
            if (live.ObservedGeneration >= live.Generation)
                return true;
            if (time.GetUtcNow() >= until)
                return false;
            await Task.Delay(Poll, time, ct);
        }
    }

    /// <summary>Whether the two templates differ in nothing but signatures of the same packages.</summary>
    public static bool Follows(DeploymentHistory history, JsonObject set) =>
        TemplateEquality.SamePackages(DeploymentHistory.TemplateOf(set), history.Deployment.Template);

    /// <summary>Gives the Deployment's template the ReplicaSet's own URLs, to the letter.</summary>
    public Task<bool> FollowAsync(Workload deployment, JsonObject set, CancellationToken ct)
    {
        var (patch, template) = (new ImagePatch(deployment.Json), DeploymentHistory.TemplateOf(set));
        foreach (var list in TemplateEquality.ContainerLists)
        {
            var index = 0;
            foreach (var (own, theirs) in deployment.Template.ObjectsAt("spec", list).Zip(template.ObjectsAt("spec", list)))
            {
                if (own.TextAt("image") is { } image && theirs.TextAt("image") is { } renewed && image != renewed)
                    patch.Replace($"/spec/template/spec/{list}/{index}/image", image, renewed);
                index++;
            }
        }
        patch.ReplaceExpiry(UrlAnnotation.Of(deployment.Template), UrlAnnotation.Of(template));
        var known = new ObjectMeta { Namespace = deployment.Namespace, Name = deployment.Name, Uid = deployment.Uid, ResourceVersion = deployment.ResourceVersion ?? "" };
        return patch.IsEmpty ? Task.FromResult(false) : LiveWrite.TryPatchAsync(cluster, WorkloadResources.Deployments, known, Patch.Json(patch.Operations), ct);
    }

    /// <summary>
    /// Whether the controller sees the two templates equal: it watches ReplicaSets and Deployments separately, and one that knows the
    /// Deployment's new template but not the ReplicaSet's would roll. What it counts as updated tells.
    /// </summary>
    private async Task<bool> IsSeenEqualAsync(Workload known, JsonObject current, CancellationToken ct)
    {
        var until = time.GetUtcNow() + patience;
        while (true)
        {
            var deployment = new Workload(ModuleKind.Deployment, await cluster.GetAsync(WorkloadResources.Deployments, known.Namespace, known.Name, ct));
            var set = await cluster.GetAsync(WorkloadResources.ReplicaSets, known.Namespace, DeploymentHistory.NameOf(current), ct);
            if (deployment.ObservedGeneration >= deployment.Generation && deployment.Json.CountAt("status", "updatedReplicas") == set.CountAt("status", "replicas"))
                return true;
            if (time.GetUtcNow() >= until)
                return false;
            await Task.Delay(Poll, time, ct);
        }
    }

    private async Task<bool> TryResumeAsync(Workload deployment, RefreshNote note, CancellationToken ct)
    {
        var annotations = new JsonObject { [RefreshNote.Annotation] = null };
        if (UrlAnnotation.ExpiresOn(deployment.Template) is { } expires)
            annotations[ModuleLabels.UrlExpires] = expires.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = deployment.ResourceVersion, ["annotations"] = annotations },
            ["spec"] = new JsonObject { ["paused"] = note.Paused ? true : null },
        };
        try
        {
            await cluster.PatchAsync(WorkloadResources.Deployments, deployment.Namespace, deployment.Name, Patch.Merge(patch), cancellationToken: ct);
            return true;
        }
        catch (KubernetesException e) when (e.IsConflict)
        {
            return false;
        }
    }
}
