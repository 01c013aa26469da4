using System.Text.Json;
using System.Text.Json.Nodes;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Serialization;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.Revisions;

/// <summary>Decides on the stored revisions of a daemon set or a stateful set.</summary>
internal static class RevisionHistory
{
    /// <summary>What a revision stores: a patch that replaces the template.</summary>
    public static JsonObject Data(PodTemplate template)
    {
        var copy = template.ToObject();
        copy["$patch"] = "replace";
        return new() { ["spec"] = new JsonObject { ["template"] = copy } };
    }

    /// <summary>The template in a stored revision; null where it holds none.</summary>
    public static PodTemplate? Template(ControllerRevision revision)
    {
        if (revision.Data is not { ValueKind: JsonValueKind.Object } data
            || !data.TryGetProperty("spec", out var spec) || !spec.TryGetProperty("template", out var template))
            return null;
        var copy = JsonSerializer.SerializeToNode(template, ModelJson.Of<JsonElement>())!.AsObject();
        copy.Remove("$patch");
        return PodTemplate.Of(copy);
    }

    /// <summary>The newest revision with this template; null when there is none.</summary>
    public static ControllerRevision? Find(IEnumerable<ControllerRevision> revisions, PodTemplate template) =>
        revisions.OrderByDescending(revision => revision.Revision).FirstOrDefault(revision => Template(revision)?.SameAs(template) == true);

    public static long Next(IEnumerable<ControllerRevision> revisions) => revisions.Select(revision => revision.Revision).DefaultIfEmpty(0).Max() + 1;

    /// <summary>The oldest revisions that nothing uses, beyond the limit.</summary>
    public static IReadOnlyList<ControllerRevision> Surplus(IEnumerable<ControllerRevision> revisions, ISet<string> used, int? limit)
    {
        var unused = revisions.Where(revision => !used.Contains(revision.Metadata.Name) && !used.Contains(Hash(revision))).OrderBy(revision => revision.Revision).ToList();
        return [.. unused.Take(Math.Max(0, unused.Count - (limit ?? 10)))];
    }

    public static string Hash(ControllerRevision revision) => revision.Metadata.Labels.GetValueOrDefault(WorkloadLabels.ControllerRevisionHash, "");

    public static string Name(string owner, string hash) => $"{owner}-{hash}";
}
