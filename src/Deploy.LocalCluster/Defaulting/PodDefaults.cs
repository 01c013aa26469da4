using System.Text.Json.Nodes;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Defaulting;

/// <summary>The values that a real server fills into pod specs, so that a template read back compares equal to one that was sent.</summary>
internal static class PodDefaults
{
    /// <summary>A pod itself, which gets more than a template: admission adds tolerations, priority and the service account.</summary>
    public static void ApplyToPod(JsonObject pod)
    {
        var spec = pod.Child("spec");
        ApplyToSpec(spec);
        spec.Default("enableServiceLinks", true);
        spec.Default("priority", 0);
        spec.Default("preemptionPolicy", "PreemptLowerPriority");
        spec.Default("serviceAccountName", spec.Text("serviceAccount") ?? "default");
        spec.Default("serviceAccount", spec.Text("serviceAccountName")!);
        foreach (var container in ContainerDefaults.Of(spec)) ContainerDefaults.RequestWhatIsLimited(container);
        Tolerate(spec, "node.kubernetes.io/not-ready");
        Tolerate(spec, "node.kubernetes.io/unreachable");
    }

    /// <summary>The template of a workload.</summary>
    public static void ApplyToTemplate(JsonObject workloadSpec)
    {
        if (workloadSpec["template"] is not JsonObject template) return;
        template.Child("metadata");
        ApplyToSpec(template.Child("spec"));
    }

    private static void ApplyToSpec(JsonObject spec)
    {
        foreach (var container in ContainerDefaults.Of(spec)) ContainerDefaults.Apply(container, spec.Flag("hostNetwork"));
        foreach (var volume in spec.Objects("volumes")) VolumeDefaults.Apply(volume);
        spec.Default("restartPolicy", "Always");
        spec.Default("terminationGracePeriodSeconds", 30);
        spec.Default("dnsPolicy", "ClusterFirst");
        spec.Default("securityContext", new JsonObject());
        spec.Default("schedulerName", "default-scheduler");
        // The old name of the field goes along with the new one.
        if ((spec.Text("serviceAccountName") ?? spec.Text("serviceAccount")) is { } account)
        {
            spec.Default("serviceAccountName", account);
            spec.Default("serviceAccount", account);
        }

        foreach (var constraint in spec.Objects("topologySpreadConstraints"))
        {
            constraint.Default("nodeAffinityPolicy", "Honor");
            constraint.Default("nodeTaintsPolicy", "Ignore");
        }
    }

    private static void Tolerate(JsonObject spec, string taint)
    {
        var tolerations = spec["tolerations"] as JsonArray;
        if (tolerations is null) spec["tolerations"] = tolerations = [];
        var tolerated = tolerations.OfType<JsonObject>().Any(toleration =>
            (toleration.Text("key") is null or "" || toleration.Text("key") == taint)
            && toleration.Text("effect") is null or "" or "NoExecute");
        if (tolerated) return;
        tolerations.Add(new JsonObject { ["key"] = taint, ["operator"] = "Exists", ["effect"] = "NoExecute", ["tolerationSeconds"] = 300 });
    }
}
