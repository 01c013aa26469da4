using System.Text;
using System.Text.Json.Nodes;
using Deploy.LocalCluster.Api;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Validation;

/// <summary>All rules of one type, put together.</summary>
internal static class ObjectRules
{
    private const int MostDataBytes = 1024 * 1024;

    /// <exception cref="ApiException">422 with one cause per field that is wrong.</exception>
    public static void Check(ResourceKind kind, JsonObject item, JsonObject? before)
    {
        var errors = MetadataRules.Check(kind, item).Concat(Specific(kind, item));
        if (before is not null) errors = errors.Concat(ChangeRules.Check(kind, before, item));
        var found = errors.ToArray();
        if (found.Length > 0) throw ApiException.Invalid(kind, item.Text("metadata", "name") ?? "", found);
    }

    private static IEnumerable<FieldError> Specific(ResourceKind kind, JsonObject item) => kind.Kind switch
    {
        "Pod" => PodRules.Check(item.Object("spec"), "spec"),
        "Deployment" or "ReplicaSet" or "StatefulSet" or "DaemonSet" => WorkloadRules.Check(kind, item),
        "Service" => ServiceRules.Check(item),
        "ConfigMap" or "Secret" => Data(item),
        "PodDisruptionBudget" => Budget(item),
        "Lease" => Lease(item),
        "Node" => Taints(item),
        _ => [],
    };

    private static IEnumerable<FieldError> Data(JsonObject item)
    {
        var size = 0;
        foreach (var (key, value) in (item.Object("data") ?? []).Concat(item.Object("binaryData") ?? []))
        {
            size += Encoding.UTF8.GetByteCount(value.AsText() ?? "");
            if (key.Length == 0 || key is "." or ".." || key.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.')))
                yield return FieldError.Invalid($"data[{key}]", key, "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')");
        }

        if (size > MostDataBytes) yield return new FieldError("FieldValueTooLong", "data", $"Too long: must have at most {MostDataBytes} bytes");
    }

    private static IEnumerable<FieldError> Budget(JsonObject item)
    {
        if (item.At("spec", "minAvailable") is not null && item.At("spec", "maxUnavailable") is not null)
            yield return FieldError.Invalid("spec", item.Object("spec"), "minAvailable and maxUnavailable cannot be both set");
        foreach (var name in (string[])["minAvailable", "maxUnavailable"])
        {
            if (item.Number("spec", name) is < 0 and var value) yield return FieldError.Invalid($"spec.{name}", value, "must be greater than or equal to 0");
        }

        if (item.Object("spec", "selector") is { } selector)
            foreach (var error in SelectorRules.Check(selector, "spec.selector")) yield return error;
    }

    private static IEnumerable<FieldError> Lease(JsonObject item)
    {
        if (item.Number("spec", "leaseDurationSeconds") is <= 0 and var seconds)
            yield return FieldError.Invalid("spec.leaseDurationSeconds", seconds, "must be greater than 0");
        if (item.Number("spec", "leaseTransitions") is < 0 and var transitions)
            yield return FieldError.Invalid("spec.leaseTransitions", transitions, "must be greater than or equal to 0");
    }

    private static IEnumerable<FieldError> Taints(JsonObject item)
    {
        var index = 0;
        foreach (var taint in item.Objects("spec", "taints"))
        {
            var place = $"spec.taints[{index++}]";
            if (Names.LabelKeyError(taint.Text("key") ?? "") is { } bad) yield return FieldError.Invalid($"{place}.key", taint.Text("key"), bad);
            if (taint.Text("effect") is not ("NoSchedule" or "PreferNoSchedule" or "NoExecute") and var effect)
                yield return FieldError.NotSupported($"{place}.effect", effect ?? "", "NoExecute", "NoSchedule", "PreferNoSchedule");
        }
    }
}
