using System.Text.Json.Nodes;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Defaulting;

/// <summary>Defaults of the workload types.</summary>
internal static class WorkloadDefaults
{
    public static void Deployment(JsonObject spec)
    {
        spec.Default("replicas", 1);
        PodDefaults.ApplyToTemplate(spec);
        var strategy = spec.Child("strategy");
        strategy.Default("type", "RollingUpdate");
        if (strategy.Text("type") == "RollingUpdate")
        {
            var rolling = strategy.Child("rollingUpdate");
            rolling.Default("maxUnavailable", "25%");
            rolling.Default("maxSurge", "25%");
        }

        spec.Default("revisionHistoryLimit", 10);
        spec.Default("progressDeadlineSeconds", 600);
    }

    public static void ReplicaSet(JsonObject spec)
    {
        spec.Default("replicas", 1);
        PodDefaults.ApplyToTemplate(spec);
    }

    public static void StatefulSet(JsonObject spec)
    {
        spec.Default("replicas", 1);
        PodDefaults.ApplyToTemplate(spec);
        foreach (var claim in spec.Objects("volumeClaimTemplates"))
        {
            claim.Default("apiVersion", "v1");
            claim.Default("kind", "PersistentVolumeClaim");
            claim.Child("spec").Default("volumeMode", "Filesystem");
            claim["status"] = new JsonObject { ["phase"] = "Pending" };
        }

        spec.Default("podManagementPolicy", "OrderedReady");
        var strategy = spec.Child("updateStrategy");
        strategy.Default("type", "RollingUpdate");
        if (strategy.Text("type") == "RollingUpdate") strategy.Child("rollingUpdate").Default("partition", 0);
        spec.Default("revisionHistoryLimit", 10);
        var retention = spec.Child("persistentVolumeClaimRetentionPolicy");
        retention.Default("whenDeleted", "Retain");
        retention.Default("whenScaled", "Retain");
    }

    public static void DaemonSet(JsonObject spec)
    {
        PodDefaults.ApplyToTemplate(spec);
        var strategy = spec.Child("updateStrategy");
        strategy.Default("type", "RollingUpdate");
        if (strategy.Text("type") == "RollingUpdate")
        {
            var rolling = strategy.Child("rollingUpdate");
            rolling.Default("maxUnavailable", 1);
            rolling.Default("maxSurge", 0);
        }

        spec.Default("revisionHistoryLimit", 10);
    }

    public static void Job(JsonObject spec)
    {
        PodDefaults.ApplyToTemplate(spec);
        if (spec["completions"] is null && spec["parallelism"] is null) spec["completions"] = 1;
        spec.Default("parallelism", 1);
        spec.Default("backoffLimit", 6);
        spec.Default("completionMode", "NonIndexed");
        spec.Default("suspend", false);
    }

    public static void CronJob(JsonObject spec)
    {
        spec.Default("concurrencyPolicy", "Allow");
        spec.Default("suspend", false);
        spec.Default("successfulJobsHistoryLimit", 3);
        spec.Default("failedJobsHistoryLimit", 1);
        if (spec.Object("jobTemplate", "spec") is { } job) PodDefaults.ApplyToTemplate(job);
    }
}
