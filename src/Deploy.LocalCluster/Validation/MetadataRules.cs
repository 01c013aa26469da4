using System.Text;
using System.Text.Json.Nodes;
using Deploy.LocalCluster.Api;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Validation;

/// <summary>Rules that hold for the metadata of every object.</summary>
internal static class MetadataRules
{
    private const int MostAnnotationBytes = 256 * 1024;

    public static IEnumerable<FieldError> Check(ResourceKind kind, JsonObject item)
    {
        var name = item.Text("metadata", "name") ?? "";
        if (name.Length == 0) yield return FieldError.Required("metadata.name", "name or generateName is required");
        else if (NameError(kind, name) is { } wrong) yield return FieldError.Invalid("metadata.name", name, wrong);
        foreach (var error in Labels(item.Object("metadata", "labels"), "metadata.labels")) yield return error;
        foreach (var error in Annotations(item.Object("metadata", "annotations"))) yield return error;
        foreach (var finalizer in item.Array("metadata", "finalizers") ?? [])
        {
            if (Names.LabelKeyError(finalizer.AsText() ?? "") is { } bad) yield return FieldError.Invalid("metadata.finalizers", finalizer.AsText(), bad);
        }

        foreach (var error in Owners(item)) yield return error;
    }

    public static IEnumerable<FieldError> Labels(JsonObject? labels, string field)
    {
        foreach (var (key, value) in labels ?? [])
        {
            if (Names.LabelKeyError(key) is { } badKey) yield return FieldError.Invalid(field, key, badKey);
            if (Names.LabelValueError(value.AsText() ?? "") is { } badValue) yield return FieldError.Invalid(field, value.AsText(), badValue);
        }
    }

    private static string? NameError(ResourceKind kind, string name) => kind.Kind switch
    {
        "Service" => Names.ServiceNameError(name),
        "Namespace" => Names.LabelError(name),
        _ when kind.Group == "rbac.authorization.k8s.io" => Names.PathSegmentError(name),
        _ => Names.SubdomainError(name),
    };

    private static IEnumerable<FieldError> Annotations(JsonObject? annotations)
    {
        var size = 0;
        foreach (var (key, value) in annotations ?? [])
        {
            if (Names.LabelKeyError(key.ToLowerInvariant()) is { } bad) yield return FieldError.Invalid("metadata.annotations", key, bad);
            size += Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(value.AsText() ?? "");
        }

        if (size > MostAnnotationBytes)
            yield return new FieldError("FieldValueTooLong", "metadata.annotations", $"Too long: must have at most {MostAnnotationBytes} bytes");
    }

    private static IEnumerable<FieldError> Owners(JsonObject item)
    {
        var controllers = 0;
        foreach (var owner in item.Objects("metadata", "ownerReferences"))
        {
            foreach (var name in (string[])["apiVersion", "kind", "name", "uid"])
            {
                if (owner.Text(name) is not { Length: > 0 }) yield return FieldError.Invalid($"metadata.ownerReferences.{name}", "", "must not be empty");
            }

            if (owner.Flag("controller")) controllers++;
        }

        if (controllers > 1)
            yield return FieldError.Invalid("metadata.ownerReferences", "", "Only one reference can have Controller set to true.");
    }
}
