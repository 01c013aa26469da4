using System.Text.Json.Nodes;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Rollout;
using Deploy.Operations.Releases.Running;

namespace Deploy.Operations.Releases.Planning;

/// <summary>Plans the Services, ConfigMaps and Secrets that go along with a module.</summary>
internal static class AlongPlanner
{
    internal static async Task<(List<ObjectWrite> Writes, List<PlannedChange> Changes)> PlanAsync(PlanContext context, IReadOnlyList<JsonObject> along, CancellationToken cancellationToken)
    {
        var writes = new List<ObjectWrite>();
        var changes = new List<PlannedChange>();
        foreach (var wanted in along)
        {
            var resource = WorkloadResources.Find(wanted.TextAt("apiVersion"), wanted.TextAt("kind"))!;
            var (ns, name) = (wanted.TextAt("metadata", "namespace") ?? "default", wanted.TextAt("metadata", "name") ?? "");
            var live = await context.Client.FindAsync(resource, ns, name, cancellationToken);
            if (Plan(resource, ns, name, wanted, live) is not { } planned)
                continue;
            if (live is not null && !(await ServerWord.AskAsync(context.Client, resource, live, planned.Write.Body!, cancellationToken)).Changes)
                continue;
            writes.Add(planned.Write);
            changes.Add(planned.Change);
        }
        return (writes, changes);
    }

    private static (ObjectWrite Write, PlannedChange Change)? Plan(Kubernetes.ResourceType<JsonObject> resource, string ns, string name, JsonObject wanted, JsonObject? live)
    {
        var body = wanted.Copy();
        body.Remove("apiVersion");
        body.Remove("kind");
        body.Child("metadata").Remove("name");
        body.Child("metadata").Remove("namespace");
        if (live is null)
        {
            var created = wanted.Copy();
            created.Child("metadata").Child("annotations")[ModuleLabels.Applied] = AppliedFields.Write(body);
            return (new ObjectWrite(ChangeAction.Create, resource, ns, name, created),
                new PlannedChange(ChangeAction.Create, resource.Kind, ns, name, "goes along with the module", []));
        }
        // A Service held by a safe upgrade keeps its hold; one held by a removal that was given up gets its requests back.
        var isFreed = live.TextAt("spec", "selector", RevisionSet.ReplicaSetHash) == RemovalTraffic.Nobody;
        var changes = FieldChanges.Between(AppliedFields.Read(live.TextAt("metadata", "annotations", ModuleLabels.Applied) ?? ""), body, live);
        if (changes.IsEmpty && !isFreed)
            return null;
        if (isFreed)
        {
            changes.Patch.Child("spec").Child("selector")[RevisionSet.ReplicaSetHash] = null;
            changes.Patch.Child("metadata").Child("annotations")[ModuleLabels.Pinned] = null;
        }
        changes.Patch.Child("metadata").Child("annotations")[ModuleLabels.Applied] = AppliedFields.Write(body);
        return (ObjectWrite.PatchOf(resource, ns, name, live.TextAt("metadata", "resourceVersion"), changes.Patch),
            new PlannedChange(ChangeAction.Patch, resource.Kind, ns, name, "goes along with the module", changes.Fields));
    }
}
