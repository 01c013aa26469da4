using System.Net;
using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Rollout;

namespace Deploy.Operations.Releases.Planning;

/// <summary>
/// Whether a patch changes anything is for the server to say: it drops values that say nothing, writes others in a form of its own and fills
/// in what is missing, inside lists too. So it is asked by a dry run of the patch without our own marks. Where it cannot be asked, what
/// differs counts as a change, as far as it says anything.
/// </summary>
internal static class ServerWord
{
    /// <summary>What a patch comes to.</summary>
    /// <param name="Changes">False: everything stays as it is.</param>
    /// <param name="ChangesTemplate">Whether replicas would be replaced.</param>
    internal sealed record Answer(bool Changes, bool ChangesTemplate);

    /// <param name="client">The cluster.</param>
    /// <param name="resource">The object's kind.</param>
    /// <param name="live">The object as it was read.</param>
    /// <param name="patch">A strategic merge patch of it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="KubernetesException">The server refuses the patch, so it would refuse the release.</exception>
    internal static async Task<Answer> AskAsync(KubernetesClient client, ResourceType<JsonObject> resource, JsonObject live, JsonObject patch, CancellationToken cancellationToken)
    {
        var asked = patch.Copy();
        if (asked.ObjectAt("metadata", "annotations") is { } annotations)
            annotations.Remove(ModuleLabels.Applied);
        var (ns, name) = (live.TextAt("metadata", "namespace") ?? "default", live.TextAt("metadata", "name") ?? "");
        try
        {
            var after = await client.PatchAsync(resource, ns, name, Patch.Strategic(asked), new PatchOptions { DryRun = true }, cancellationToken);
            return Compare(live, after, asked);
        }
        catch (KubernetesException failure) when (failure.StatusCode == HttpStatusCode.Forbidden || failure.IsPassing() || SaysNoDryRun(failure) || failure.IsOvertaken())
        {
            return new Answer(true, (resource == WorkloadResources.Pods ? patch.ObjectAt("spec") : patch.ObjectAt("spec", "template")) is { Count: > 0 });
        }
    }

    // Of labels and annotations only what the patch is about: controllers write there too, also between the two looks.
    private static Answer Compare(JsonObject live, JsonObject after, JsonObject patch)
    {
        var isPod = live.At("spec", "template") is null;
        var changesTemplate = isPod ? !Same(live.At("spec"), after.At("spec")) : !Same(live.At("spec", "template"), after.At("spec", "template"));
        var changes = live.Select(pair => pair.Key).Union(after.Select(pair => pair.Key), StringComparer.Ordinal)
            .Any(name => name is not ("apiVersion" or "kind" or "metadata" or "status") && !Same(live[name], after[name]))
            || Differs("labels") || Differs("annotations");
        return new Answer(changes, changesTemplate);

        bool Differs(string map) => (patch.ObjectAt("metadata", map) ?? []).Any(pair => !Same(live.At("metadata", map, pair.Key), after.At("metadata", map, pair.Key)));
    }

    private static bool Same(JsonNode? one, JsonNode? other) => JsonNode.DeepEquals(one, other);

    // An admission webhook with effects of its own and without a way to try it out.
    private static bool SaysNoDryRun(KubernetesException failure) =>
        failure.StatusCode == HttpStatusCode.BadRequest && failure.Message.Contains("dry run", StringComparison.OrdinalIgnoreCase);
}
