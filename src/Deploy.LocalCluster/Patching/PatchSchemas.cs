using System.Collections.Frozen;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Patching;

/// <summary>The merge keys of the built-in types, as their Go types declare them.</summary>
internal static class PatchSchemas
{
    private static readonly PatchSchema Metadata = new PatchSchema().Set("finalizers").List("ownerReferences", "uid");

    private static readonly PatchSchema Container = new PatchSchema()
        .List("ports", "containerPort").List("env", "name").List("volumeMounts", "mountPath").List("volumeDevices", "devicePath");

    private static readonly PatchSchema PodSpec = new PatchSchema()
        .List("containers", "name", Container)
        .List("initContainers", "name", Container)
        .List("ephemeralContainers", "name", Container)
        .List("volumes", "name", retainKeys: true)
        .List("imagePullSecrets", "name")
        .List("hostAliases", "ip")
        .List("topologySpreadConstraints", "topologyKey")
        .List("schedulingGates", "name")
        .List("resourceClaims", "name", retainKeys: true);

    private static readonly PatchSchema Template = new PatchSchema().Map("metadata", Metadata).Map("spec", PodSpec);

    private static readonly PatchSchema Conditions = new PatchSchema().List("conditions", "type");

    private static readonly PatchSchema WorkloadSpec = new PatchSchema().Map("template", Template);

    private static readonly PatchSchema JobSpec = WorkloadSpec;

    private static readonly FrozenDictionary<string, PatchSchema> ByKind = new Dictionary<string, PatchSchema>
    {
        ["Pod"] = Of(PodSpec, new PatchSchema().List("conditions", "type").List("podIPs", "ip").List("hostIPs", "ip")),
        ["Node"] = Of(new PatchSchema().Set("podCIDRs"), new PatchSchema().List("conditions", "type").List("addresses", "type")),
        ["Namespace"] = Of(PatchSchema.Plain, Conditions),
        ["Service"] = Of(new PatchSchema().List("ports", "port"), Conditions),
        ["ServiceAccount"] = Of(PatchSchema.Plain, PatchSchema.Plain).List("secrets", "name"),
        ["ReplicationController"] = Of(WorkloadSpec, Conditions),
        ["PodTemplate"] = Of(PatchSchema.Plain, PatchSchema.Plain).Map("template", Template),
        ["PersistentVolumeClaim"] = Of(PatchSchema.Plain, Conditions),
        ["Deployment"] = Of(new PatchSchema().Map("template", Template), Conditions),
        ["ReplicaSet"] = Of(WorkloadSpec, Conditions),
        ["StatefulSet"] = Of(WorkloadSpec, Conditions),
        ["DaemonSet"] = Of(WorkloadSpec, Conditions),
        ["Job"] = Of(JobSpec, Conditions),
        ["CronJob"] = Of(new PatchSchema().Map("jobTemplate", Of(JobSpec, PatchSchema.Plain)), PatchSchema.Plain),
        ["PodDisruptionBudget"] = Of(new PatchSchema().Replaced("selector"), Conditions),
    }.ToFrozenDictionary();

    private static readonly PatchSchema General = Of(PatchSchema.Plain, PatchSchema.Plain);

    public static PatchSchema For(ResourceKind kind) => ByKind.GetValueOrDefault(kind.Kind, General);

    private static PatchSchema Of(PatchSchema spec, PatchSchema status) =>
        new PatchSchema().Map("metadata", Metadata).Map("spec", spec).Map("status", status);
}
