using System.Text.Json.Nodes;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Rollout;

namespace Deploy.Operations.Releases.Planning;

/// <summary>
/// Gives the revision that a rollback goes back to package URLs that still work. A ReplicaSet of the history can be
/// changed first, so that the rollback finds its revision again and adds none; the API lets nobody change a
/// ControllerRevision, so there the workload alone gets the fresh URL, as a new revision.
/// </summary>
internal sealed class RevisionRenewal(PlanContext context)
{
    private static readonly string[] s_lists = ["containers", "initContainers"];

    /// <returns>The revision as it will be, and the write that makes it so; the revision itself and null when its URLs live.</returns>
    internal async Task<(RevisionSet Revision, ObjectWrite? Write)> RenewAsync(Workload live, RevisionSet target, CancellationToken cancellationToken)
    {
        var template = target.Template.Copy();
        var patch = new JsonObject();
        foreach (var list in s_lists)
        {
            foreach (var container in template.ObjectsAt("spec", list))
            {
                var image = container.TextAt("image") ?? "";
                var fresh = await context.RenewUrlAsync(image, cancellationToken);
                if (fresh == image)
                    continue;
                container["image"] = fresh;
                var containers = patch[list] as JsonArray ?? [];
                patch[list] = containers;
                containers.Add(new JsonObject { ["name"] = container.TextAt("name"), ["image"] = fresh });
            }
        }
        if (patch.Count == 0)
            return (target, null);
        UrlAnnotation.Follow(template);
        var renewed = target with { Template = template };
        if (live.Kind != ModuleKind.Deployment)
            return (renewed, null);
        var body = new JsonObject { ["spec"] = new JsonObject { ["template"] = new JsonObject { ["spec"] = patch } } };
        if (UrlAnnotation.Of(template) is { } expires)
            body.Child("spec").Child("template").Child("metadata").Child("annotations")[ModuleLabels.UrlExpires] = expires;
        return (renewed, ObjectWrite.PatchOf(WorkloadResources.ReplicaSets, live.Namespace, target.Name, null, body));
    }
}
