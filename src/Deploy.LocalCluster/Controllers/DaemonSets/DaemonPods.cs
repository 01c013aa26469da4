using System.Text.Json;
using System.Text.Json.Nodes;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Serialization;
using Deploy.LocalCluster.Controllers.Workloads;

namespace Deploy.LocalCluster.Controllers.DaemonSets;

/// <summary>The pods of a daemon set: each is bound for one node, and stays through the node's bad days.</summary>
internal static class DaemonPods
{
    public static JsonObject Build(DaemonSetWorkload set, string hash, string nodeName)
    {
        var pod = PodBuilder.Build(set.Spec.Template, Ownership.ReferenceTo(WorkloadResources.DaemonSets, set.Metadata));
        pod["metadata"]!["generateName"] = set.Metadata.Name + "-";
        var labels = PodBuilder.Labels(pod);
        labels[WorkloadLabels.ControllerRevisionHash] = hash;
        if (set.Metadata.Annotations.TryGetValue(WorkloadLabels.DaemonSetTemplateGeneration, out var generation))
            labels[WorkloadLabels.PodTemplateGeneration] = generation;
        var spec = pod["spec"]!.AsObject();
        BindFor(spec, nodeName);
        var tolerations = PodBuilder.Items(spec, "tolerations");
        foreach (var toleration in DaemonPlacement.Tolerations(set.Spec.Template.Spec))
            tolerations.Add(JsonSerializer.SerializeToNode(toleration, ModelJson.Of<Toleration>()));
        return pod;
    }

    // The scheduler does the binding; this leaves it one choice.
    private static void BindFor(JsonObject spec, string nodeName)
    {
        var affinity = PodBuilder.Child(PodBuilder.Child(spec, "affinity"), "nodeAffinity");
        var field = new JsonObject { ["key"] = "metadata.name", ["operator"] = "In", ["values"] = new JsonArray(nodeName) };
        affinity["requiredDuringSchedulingIgnoredDuringExecution"] = new JsonObject
        {
            ["nodeSelectorTerms"] = new JsonArray(new JsonObject { ["matchFields"] = new JsonArray(field) }),
        };
    }
}
