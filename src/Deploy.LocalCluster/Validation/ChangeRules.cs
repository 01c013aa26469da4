using System.Text.Json.Nodes;
using Deploy.LocalCluster.Api;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Validation;

/// <summary>What may not change in an object that exists.</summary>
internal static class ChangeRules
{
    private const string PodFields =
        "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    private const string SetFields =
        "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

    private const string Immutable = "field is immutable";

    public static IEnumerable<FieldError> Check(ResourceKind kind, JsonObject before, JsonObject after) => kind.Kind switch
    {
        "Pod" => Pod(before, after),
        "Deployment" or "ReplicaSet" or "DaemonSet" => Same(before, after, "spec", "selector"),
        "StatefulSet" => StatefulSet(before, after),
        "Job" => Same(before, after, "spec", "selector").Concat(Same(before, after, "spec", "completions")),
        "Service" => Service(before, after),
        "ControllerRevision" => Same(before, after, "data"),
        "Secret" => Same(before, after, "type").Concat(Frozen(before, after)),
        "ConfigMap" => Frozen(before, after),
        "RoleBinding" or "ClusterRoleBinding" => Same(before, after, "roleRef"),
        _ => [],
    };

    private static IEnumerable<FieldError> Same(JsonObject before, JsonObject after, params string[] path)
    {
        if (!JsonNode.DeepEquals(before.At(path), after.At(path)))
            yield return FieldError.Invalid(string.Join('.', path), after.At(path), Immutable);
    }

    /// <summary>Everything of a pod is fixed but images, deadline and added tolerations; those are taken over before comparing.</summary>
    private static IEnumerable<FieldError> Pod(JsonObject before, JsonObject after)
    {
        var allowed = before.Object("spec")?.DeepClone().AsObject() ?? [];
        var wanted = after.Object("spec") ?? [];
        foreach (var list in (string[])["containers", "initContainers"]) CopyImages(wanted, allowed, list);
        foreach (var error in Tolerations(allowed, wanted)) yield return error;
        Copy(wanted, allowed, "tolerations");
        if (wanted.Number("activeDeadlineSeconds") is { } deadline)
        {
            if (deadline < 0 || allowed.Number("activeDeadlineSeconds") < deadline)
                yield return FieldError.Invalid("spec.activeDeadlineSeconds", deadline, "must be less than or equal to previous value");
            Copy(wanted, allowed, "activeDeadlineSeconds");
        }

        if (!JsonNode.DeepEquals(allowed, wanted)) yield return FieldError.Forbidden("spec", PodFields);
    }

    private static IEnumerable<FieldError> Tolerations(JsonObject before, JsonObject after)
    {
        var kept = after.Objects("tolerations").ToArray();
        if (before.Objects("tolerations").Any(old => !Array.Exists(kept, toleration => JsonNode.DeepEquals(WithoutSeconds(old), WithoutSeconds(toleration)))))
            yield return FieldError.Forbidden("spec.tolerations", "existing toleration can not be modified except its tolerationSeconds");
    }

    private static JsonObject WithoutSeconds(JsonObject toleration)
    {
        var rest = toleration.DeepClone().AsObject();
        rest.Remove("tolerationSeconds");
        return rest;
    }

    private static void CopyImages(JsonObject from, JsonObject to, string list)
    {
        foreach (var (source, target) in from.Objects(list).Zip(to.Objects(list)))
        {
            if (source.Text("image") is { Length: > 0 }) Copy(source, target, "image");
        }
    }

    private static void Copy(JsonObject from, JsonObject to, string name)
    {
        if (from[name] is { } value) to[name] = value.DeepClone();
        else to.Remove(name);
    }

    private static IEnumerable<FieldError> StatefulSet(JsonObject before, JsonObject after)
    {
        var (old, changed) = (before.Object("spec")?.DeepClone().AsObject() ?? [], after.Object("spec") ?? []);
        foreach (var name in (string[])["replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit", "persistentVolumeClaimRetentionPolicy", "minReadySeconds"])
            Copy(changed, old, name);
        if (!JsonNode.DeepEquals(old, changed)) yield return FieldError.Forbidden("spec", SetFields);
    }

    private static IEnumerable<FieldError> Service(JsonObject before, JsonObject after)
    {
        var address = before.Text("spec", "clusterIP");
        if (address is not { Length: > 0 } || before.Text("spec", "type") == "ExternalName" || after.Text("spec", "type") == "ExternalName") yield break;
        if (after.Text("spec", "clusterIP") != address)
            yield return FieldError.Invalid("spec.clusterIP", after.Text("spec", "clusterIP"), "field is immutable");
    }

    private static IEnumerable<FieldError> Frozen(JsonObject before, JsonObject after)
    {
        if (!before.Flag("immutable")) yield break;
        if (!after.Flag("immutable")) yield return FieldError.Forbidden("immutable", "field is immutable when `immutable` is set");
        foreach (var part in (string[])["data", "binaryData"])
        {
            if (!JsonNode.DeepEquals(before.At(part), after.At(part))) yield return FieldError.Forbidden(part, "field is immutable when `immutable` is set");
        }
    }
}
