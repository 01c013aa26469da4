using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Rollout;

namespace Deploy.Operations.Tests.Releases;

/// <summary>What kubectl writes when somebody uses it in the middle of a release.</summary>
internal static class KubectlMoves
{
    /// <summary>kubectl rollout undo: template and annotations of the revision before, by a JSON patch.</summary>
    internal static async Task UndoAsync(ReleaseBed bed)
    {
        var live = new Workload(ModuleKind.Deployment, await bed.ReadAsync("Deployment"));
        var revisions = await RevisionReader.ReadAsync(bed.Client, live, CancellationToken.None);
        var earlier = revisions.Where(set => set.Revision < live.Revision).MaxBy(set => set.Revision)!;
        var annotations = new JsonObject();
        string[] kept = ["deployment.kubernetes.io/revision", "kubectl.kubernetes.io/last-applied-configuration"];
        foreach (var (key, value) in live.Annotations.Where(pair => kept.Contains(pair.Key)))
            annotations[key] = value;
        foreach (var (key, value) in earlier.Json.TextsAt("metadata", "annotations").Where(pair => !pair.Key.StartsWith("deployment.kubernetes.io/", StringComparison.Ordinal)))
            annotations[key] = value;
        await bed.Client.PatchAsync(WorkloadResources.Deployments, bed.Namespace, live.Name, Patch.Json(
        [
            new JsonObject { ["op"] = "replace", ["path"] = "/spec/template", ["value"] = earlier.Template.DeepClone() },
            new JsonObject { ["op"] = "replace", ["path"] = "/metadata/annotations", ["value"] = annotations },
        ]));
    }

    /// <summary>kubectl set image.</summary>
    internal static Task SetImageAsync(ReleaseBed bed, string image) =>
        bed.Client.PatchAsync(WorkloadResources.Deployments, bed.Namespace, "biz1", Patch.Strategic(new JsonObject
        {
            ["spec"] = new JsonObject
            {
                ["template"] = new JsonObject { ["spec"] = new JsonObject { ["containers"] = new JsonArray(new JsonObject { ["name"] = "biz1", ["image"] = image }) } },
            },
        }));

    /// <summary>kubectl set env.</summary>
    internal static Task SetEnvironmentAsync(ReleaseBed bed, string name, string value) =>
        bed.Client.PatchAsync(WorkloadResources.Deployments, bed.Namespace, "biz1", Patch.Strategic(new JsonObject
        {
            ["spec"] = new JsonObject
            {
                ["template"] = new JsonObject
                {
                    ["spec"] = new JsonObject { ["containers"] = new JsonArray(new JsonObject { ["name"] = "biz1", ["env"] = new JsonArray(new JsonObject { ["name"] = name, ["value"] = value }) }) },
                },
            },
        }));
}
