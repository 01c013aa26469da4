using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Modules;
using Deploy.Storage.Packages;

namespace Deploy.Operations.Maintenance.Refresh;

/// <summary>
/// Replicas that cannot start since the URL that they were made with has expired: their set has a fresh one, yet it makes
/// no others while it has them. A pod's image can be changed in place, and no running container is restarted by it.
/// </summary>
internal sealed class ShutOutReplicas(MaintenanceContext context, PackageStore packages)
{
    private static readonly string[] StatusLists = ["initContainerStatuses", "containerStatuses"];

    /// <summary>Finds them, page by page.</summary>
    /// <param name="ns">Namespace; null for all.</param>
    /// <param name="module">Only this module's; null for all.</param>
    public async Task<IReadOnlyList<JsonObject>> FindAsync(string? ns, string? module, CancellationToken ct)
    {
        var selector = module is null ? ModuleLabels.Component : $"{ModuleLabels.Component},{ModuleLabels.Name}={module}";
        var found = new List<JsonObject>();
        await foreach (var pod in ReplicaPages.ListAsync(context, ns, selector, ct))
        {
            if (pod.Metadata.DeletionTimestamp is null && MayBe(pod)
                && await context.Cluster.FindAsync(WorkloadResources.Pods, pod.Metadata.Namespace, pod.Metadata.Name, ct) is { } json && Expired(json).Count > 0)
                found.Add(json);
        }
        return found;
    }

    // From the little that a list decodes; whoever may be one is read in full.
    private bool MayBe(Pod pod)
    {
        var now = context.Time.GetUtcNow();
        return pod.Status.InitContainerStatuses.Concat(pod.Status.ContainerStatuses).Any(status => status.State.Waiting is not null)
            && pod.Spec.InitContainers.Concat(pod.Spec.Containers).Any(container =>
                Uri.TryCreate(container.Image, UriKind.Absolute, out var url) && UrlLifetime.Read(url) <= now && packages.Recognise(url) is not null);
    }

    public static MaintenanceAction Action(JsonObject pod) =>
        new($"Replica {pod.TextAt("metadata", "namespace")}/{pod.TextAt("metadata", "name")}", "renew its package URL", "it cannot start: its URL has expired");

    public async Task<StepResult> RenewAsync(JsonObject pod, RefreshTimes times, CancellationToken ct)
    {
        var patch = new ImagePatch(pod).Expect("/metadata/uid", pod.TextAt("metadata", "uid") ?? "");
        foreach (var image in Expired(pod))
        {
            var signed = await packages.SignUntilAsync(image.Package, times.Expiry, ct);
            patch.Replace(image.Pointer(""), image.Image, signed.Url.AbsoluteUri);
        }
        var known = new ObjectMeta
        {
            Namespace = pod.TextAt("metadata", "namespace"), Name = pod.TextAt("metadata", "name") ?? "", Uid = pod.TextAt("metadata", "uid") ?? "",
            ResourceVersion = pod.TextAt("metadata", "resourceVersion") ?? "",
        };
        return await LiveWrite.TryPatchAsync(context.Cluster, WorkloadResources.Pods, known, Patch.Json(patch.Operations), ct)
            ? new(StepOutcome.Done, "It starts with a fresh URL.") : StepResult.Changed;
    }

    // A container that runs needs its URL no more; one that waits may still be about to read it, and a fresh one does it no harm.
    private List<PackageImage> Expired(JsonObject pod)
    {
        var waiting = Waiting(pod).ToHashSet(StringComparer.Ordinal);
        var now = context.Time.GetUtcNow();
        return [.. PackageImage.In(pod, packages.Recognise).Where(image => image.ExpiresOn <= now && waiting.Contains(Name(pod, image)))];
    }

    private static string Name(JsonObject pod, PackageImage image) => pod["spec"]![image.List]![image.Index].TextAt("name") ?? "";

    private static IEnumerable<string> Waiting(JsonObject pod) => StatusLists
        .SelectMany(list => pod.ObjectsAt("status", list)).Where(status => status.ObjectAt("state", "waiting") is not null).Select(status => status.TextAt("name") ?? "");
}
