using System.Globalization;
using System.Text.Json.Nodes;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Releases.Rollout;

/// <summary>One revision of a workload: a ReplicaSet or a ControllerRevision.</summary>
/// <param name="Revision">Its number in the history.</param>
/// <param name="Hash">Value of the hash label of its pods.</param>
/// <param name="Template">The pod template, as it was published.</param>
/// <param name="Wanted">Replicas wanted of a ReplicaSet; 0 for a ControllerRevision.</param>
/// <param name="Ready">Ready ones of them.</param>
internal sealed record RevisionSet(string Name, long Revision, string Hash, JsonObject Template, int Wanted, int Ready, JsonObject Json)
{
    internal const string ReplicaSetHash = "pod-template-hash";
    internal const string ControllerHash = "controller-revision-hash";

    internal ModuleTemplate Module => new(Template, isBarePod: false);

    internal string? ResourceVersion => Json.TextAt("metadata", "resourceVersion");

    internal DateTimeOffset CreatedAt => Json.TimeAt("metadata", "creationTimestamp") ?? DateTimeOffset.UnixEpoch;

    internal string Annotation(string name) => Json.TextAt("metadata", "annotations", name) ?? "";

    /// <summary>The ones that the workload owns, oldest first.</summary>
    internal static IReadOnlyList<RevisionSet> OwnedBy(Workload workload, IEnumerable<JsonObject> objects) =>
        [.. objects.Where(item => item.ObjectsAt("metadata", "ownerReferences").Any(owner => owner.TextAt("uid") == workload.Uid))
            .Select(item => workload.Kind == ModuleKind.Deployment ? OfReplicaSet(item) : OfControllerRevision(item, workload.Kind))
            .OrderBy(set => set.Revision)];

    private static RevisionSet OfReplicaSet(JsonObject json)
    {
        var template = json.ObjectAt("spec", "template")?.Copy() ?? [];
        template.ObjectAt("metadata", "labels")?.Remove(ReplicaSetHash);
        var revision = json.TextAt("metadata", "annotations", "deployment.kubernetes.io/revision");
        return new RevisionSet(
            json.TextAt("metadata", "name") ?? "",
            long.TryParse(revision, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0,
            json.TextAt("metadata", "labels", ReplicaSetHash) ?? "",
            template, (int)(json.NumberAt("spec", "replicas") ?? 1), json.CountAt("status", "readyReplicas"), json);
    }

    private static RevisionSet OfControllerRevision(JsonObject json, ModuleKind kind)
    {
        var template = json.ObjectAt("data", "spec", "template")?.Copy() ?? [];
        template.Remove("$patch");
        var name = json.TextAt("metadata", "name") ?? "";
        // A StatefulSet's pods carry the revision's name, a DaemonSet's its hash.
        var hash = kind == ModuleKind.StatefulSet ? name : json.TextAt("metadata", "labels", ControllerHash) ?? "";
        return new RevisionSet(name, json.NumberAt("revision") ?? 0, hash, template, 0, 0, json);
    }
}
