using System.Text.Json.Nodes;
using Deploy.LocalCluster.Api;
using Deploy.LocalCluster.Selection;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Validation;

/// <summary>Rules of Deployments, ReplicaSets, StatefulSets and DaemonSets.</summary>
internal static class WorkloadRules
{
    public static IEnumerable<FieldError> Check(ResourceKind kind, JsonObject item)
    {
        var spec = item.Object("spec");
        foreach (var name in (string[])["replicas", "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds"])
        {
            if (spec.Number(name) is < 0 and var value) yield return FieldError.Invalid($"spec.{name}", value, "must be greater than or equal to 0");
            else if (spec.At(name) is { } odd && spec.Number(name) is null) yield return FieldError.Invalid($"spec.{name}", odd, "must be an integer");
        }

        foreach (var error in Selector(spec)) yield return error;
        if (spec.Object("template") is not { } template) yield return FieldError.Required("spec.template");
        else foreach (var error in Template(template, spec.Objects("volumeClaimTemplates").Select(claim => claim.Text("metadata", "name") ?? ""))) yield return error;
        if (kind.Kind == "Deployment") foreach (var error in DeploymentRules.Check(spec)) yield return error;
    }

    private static IEnumerable<FieldError> Selector(JsonObject? spec)
    {
        if (spec.Object("selector") is not { } selector || (selector.Object("matchLabels") is not { Count: > 0 } && selector.Array("matchExpressions") is not { Count: > 0 }))
        {
            yield return spec.Object("selector") is null
                ? FieldError.Required("spec.selector")
                : FieldError.Invalid("spec.selector", new JsonObject(), "empty selector is invalid for deployment");
            yield break;
        }

        foreach (var error in SelectorRules.Check(selector, "spec.selector")) yield return error;
        var labels = spec.Object("template", "metadata", "labels");
        if (!LabelSelector.FromObject(selector).Matches(labels))
            yield return FieldError.Invalid("spec.template.metadata.labels", labels ?? [], "`selector` does not match template `labels`");
    }

    private static IEnumerable<FieldError> Template(JsonObject template, IEnumerable<string> claims)
    {
        foreach (var error in MetadataRules.Labels(template.Object("metadata", "labels"), "spec.template.labels")) yield return error;
        foreach (var error in PodRules.Check(template.Object("spec"), "spec.template.spec", claims)) yield return error;
        if (template.Text("spec", "restartPolicy") is "OnFailure" or "Never")
            yield return FieldError.NotSupported("spec.template.spec.restartPolicy", template.Text("spec", "restartPolicy")!, "Always");
    }
}
