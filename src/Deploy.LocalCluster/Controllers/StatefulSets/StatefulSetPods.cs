using System.Globalization;
using System.Text.Json.Nodes;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.StatefulSets;

/// <summary>The pods of a stateful set, each with an identity and a storage of its own.</summary>
internal static class StatefulSetPods
{
    /// <param name="set">The set.</param>
    /// <param name="template">The template of the revision that the pod is of.</param>
    /// <param name="revision">The name of that revision.</param>
    /// <param name="ordinal">The pod's number.</param>
    public static JsonObject Build(StatefulSetWorkload set, PodTemplate template, string revision, int ordinal)
    {
        var pod = PodBuilder.Build(template, Ownership.ReferenceTo(WorkloadResources.StatefulSets, set.Metadata));
        var name = string.Create(CultureInfo.InvariantCulture, $"{set.Metadata.Name}-{ordinal}");
        pod["metadata"]!["name"] = name;
        var labels = PodBuilder.Labels(pod);
        labels[WorkloadLabels.StatefulSetPodName] = name;
        labels[WorkloadLabels.ControllerRevisionHash] = revision;
        var spec = pod["spec"]!.AsObject();
        spec["hostname"] = name;
        if (set.Spec.ServiceName is { Length: > 0 } service)
            spec["subdomain"] = service;
        foreach (var (volume, claim) in Claims(set, ordinal))
            Mount(PodBuilder.Items(spec, "volumes"), volume, (string)claim["metadata"]!["name"]!);
        return pod;
    }

    /// <summary>The claims that the pod needs, by the name of the volume; they outlive the pod.</summary>
    public static IEnumerable<(string Volume, JsonObject Claim)> Claims(StatefulSetWorkload set, int ordinal)
    {
        if (set.Spec.VolumeClaimTemplates is not { } templates)
            yield break;
        foreach (var template in JsonArray.Create(templates) ?? [])
        {
            var volume = (string?)template?["metadata"]?["name"] ?? "";
            var claim = template!.DeepClone().AsObject();
            claim.Remove("status");
            var metadata = PodBuilder.Child(claim, "metadata");
            metadata["name"] = string.Create(CultureInfo.InvariantCulture, $"{volume}-{set.Metadata.Name}-{ordinal}");
            var labels = PodBuilder.Child(metadata, "labels");
            foreach (var (key, value) in set.Spec.Selector.MatchLabels)
                labels[key] = value;
            yield return (volume, claim);
        }
    }

    private static void Mount(JsonArray volumes, string name, string claim)
    {
        volumes.RemoveAll(volume => (string?)volume?["name"] == name);
        volumes.Add(new JsonObject { ["name"] = name, ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = claim } });
    }
}
