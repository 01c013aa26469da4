using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Operations.Modules;
using Deploy.Storage.Packages;

namespace Deploy.Operations.Maintenance.Refresh;

/// <summary>A Deployment with the ReplicaSets of its history, oldest revision first, as read at one moment.</summary>
internal sealed class DeploymentHistory(Workload deployment, IReadOnlyList<JsonObject> sets, Func<Uri, PackageAddress?> recognise)
{
    public Workload Deployment => deployment;

    public IReadOnlyList<JsonObject> Sets => sets;

    /// <summary>The ReplicaSet whose template the Deployment's equals now; null when a change is waiting to roll out.</summary>
    public JsonObject? Current => sets.FirstOrDefault(set => TemplateEquality.Same(TemplateOf(set), deployment.Template));

    public static JsonObject TemplateOf(JsonObject set) => set.ObjectAt("spec", "template") ?? [];

    /// <summary>Whether a note lies on it, which belongs on Deployments only: the controller copies annotations.</summary>
    public static bool IsNoted(JsonObject set) => set.TextAt("metadata", "annotations", RefreshNote.Annotation) is not null;

    public static string NameOf(JsonObject set) => set.TextAt("metadata", "name") ?? "";

    public IReadOnlyList<PackageImage> Images(JsonNode template) => [.. PackageImage.In(template, recognise)];

    /// <summary>The images of each ReplicaSet, and last those of the Deployment's own template.</summary>
    public IReadOnlyList<IReadOnlyList<PackageImage>> AllImages() =>
        [.. sets.Select(set => Images(TemplateOf(set))), Images(deployment.Template)];

    public bool IsDue(DateTimeOffset before) => AllImages().Any(images => images.Any(image => image.ExpiresOn < before));

    /// <summary>Reads it; null when there is no such Deployment (any more).</summary>
    public static async Task<DeploymentHistory?> ReadAsync(
        KubernetesClient cluster, string ns, string name, Func<Uri, PackageAddress?> recognise, CancellationToken ct)
    {
        if (await cluster.FindAsync(WorkloadResources.Deployments, ns, name, ct) is not { } json)
            return null;
        var deployment = new Workload(ModuleKind.Deployment, json);
        var options = new ListOptions { LabelSelector = string.Join(',', deployment.Selector.Select(l => $"{l.Key}={l.Value}")) };
        var sets = new List<JsonObject>();
        await foreach (var set in cluster.ListAsync(WorkloadResources.ReplicaSets, ns, options, ct))
        {
            if (Owners.Controller(set)?.Uid == deployment.Uid)
                sets.Add(set);
        }
        return new(deployment, [.. sets.OrderBy(Revision).ThenBy(NameOf, StringComparer.Ordinal)], recognise);
    }

    private static long Revision(JsonObject set) => set.NumberAt("metadata", "annotations", "deployment.kubernetes.io/revision") ?? 0;
}
