using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Deploy.Operations.Errors;

namespace Deploy.Operations.Modules;

/// <summary>Refuses manifests that cannot be published, before anything is changed.</summary>
internal static partial class ManifestCheck
{
    // Written by the server or by Deploy; a file that sets them was exported from a live object or wants what is not its own.
    private static readonly string[] s_forbidden =
        ["uid", "resourceVersion", "generation", "selfLink", "managedFields", "ownerReferences", "finalizers", "deletionTimestamp", "generateName"];

    /// <summary>Checks one document and gives it the namespace it belongs to.</summary>
    internal static void CheckDocument(JsonObject document, string? ns, string source)
    {
        var kind = document.TextAt("kind");
        var name = document.TextAt("metadata", "name");
        var what = $"{source}: {kind ?? "a document"} '{name}'";
        if (kind is null || document.TextAt("apiVersion") is null)
            throw new DeployException(ManifestCodes.Invalid, $"{what} lacks apiVersion or kind.", source);
        if (WorkloadResources.Find(document.TextAt("apiVersion"), kind) is null)
            throw new DeployException(ManifestCodes.UnsupportedKind, $"{what} of {document.TextAt("apiVersion")} is not published.", source,
                "Use Pod, Deployment, DaemonSet or StatefulSet; Services, ConfigMaps and Secrets may go along.");
        if (name is null || !ObjectName().IsMatch(name))
            throw new DeployException(ManifestCodes.Invalid, $"{what} has no valid name.", source, "Use lower-case letters, digits, dots and hyphens.");
        CheckMetadata(document, what, source);
        CheckNamespace(document, ns, what, source);
    }

    internal static void CheckWorkload(Workload workload, string what, string source)
    {
        var containers = workload.Template.ObjectsAt("spec", "containers").ToList();
        if (containers.Count == 0 || containers.Exists(container => string.IsNullOrWhiteSpace(container.TextAt("name")) || string.IsNullOrWhiteSpace(container.TextAt("image"))))
            throw new DeployException(ManifestCodes.Invalid, $"{what} has no container, or one without name or image.", source);
        if (workload.Kind == ModuleKind.Pod)
            return;
        if (workload.Json.At("spec", "replicas") is { } replicas)
        {
            if (workload.Kind == ModuleKind.DaemonSet || workload.Json.NumberAt("spec", "replicas") is not (>= 0 and <= ModuleNames.MaxReplicas))
                throw new DeployException(ModuleCodes.InvalidReplicas, $"{what}: {replicas.ToJsonString()} is not a valid replica count.", source);
        }
        CheckSelector(workload, what, source);
    }

    private static void CheckSelector(Workload workload, string what, string source)
    {
        var labels = workload.Template.TextsAt("metadata", "labels");
        var selector = workload.Json.ObjectAt("spec", "selector");
        var expressions = selector.ObjectsAt("matchExpressions").ToList();
        if (workload.Selector.Count + expressions.Count == 0)
            throw new DeployException(ManifestCodes.SelectorMismatch, $"{what} has no selector.", source);
        var missing = workload.Selector.FirstOrDefault(pair => labels.GetValueOrDefault(pair.Key) != pair.Value);
        if (missing.Key is not null)
            throw new DeployException(ManifestCodes.SelectorMismatch, $"{what} selects pods with {missing.Key}={missing.Value}, which its own pods do not have.", source);
        if (expressions.Find(expression => !Matches(expression, labels)) is { } unmatched)
            throw new DeployException(ManifestCodes.SelectorMismatch, $"{what}: its own pods do not match {unmatched.ToJsonString()}.", source);
    }

    private static bool Matches(JsonObject expression, IReadOnlyDictionary<string, string> labels)
    {
        var present = labels.TryGetValue(expression.TextAt("key") ?? "", out var value);
        var values = (expression.At("values") as JsonArray ?? []).OfType<JsonValue>().Select(item => item.AsText());
        return expression.TextAt("operator") switch
        {
            "In" => present && values.Contains(value),
            "NotIn" => !present || !values.Contains(value),
            "Exists" => present,
            "DoesNotExist" => !present,
            _ => false,
        };
    }

    private static void CheckMetadata(JsonObject document, string what, string source)
    {
        var metadata = document.ObjectAt("metadata");
        if (s_forbidden.FirstOrDefault(field => metadata?[field] is not null) is { } field)
            throw new DeployException(ManifestCodes.MetadataNotAllowed, $"{what} sets metadata.{field}, which is not for manifests.", source);
        if (document["status"] is not null)
            throw new DeployException(ManifestCodes.MetadataNotAllowed, $"{what} has a status, which is not for manifests.", source);
        var keys = metadata.TextsAt("labels").Keys.Concat(metadata.TextsAt("annotations").Keys)
            .Concat(document.TextsAt("spec", "template", "metadata", "labels").Keys)
            .Concat(document.TextsAt("spec", "template", "metadata", "annotations").Keys);
        if (keys.FirstOrDefault(key => key.StartsWith("module.deploy/", StringComparison.Ordinal) && key is not (ModuleLabels.PackageSha256 or ModuleLabels.UrlExpires)) is { } reserved)
            throw new DeployException(ManifestCodes.MetadataNotAllowed, $"{what} sets '{reserved}', which Deploy writes itself.", source);
    }

    private static void CheckNamespace(JsonObject document, string? ns, string what, string source)
    {
        var named = document.TextAt("metadata", "namespace");
        if (ns is not null && named is not null && named != ns)
            throw new DeployException(ManifestCodes.MetadataNotAllowed, $"{what} names namespace '{named}', asked for is '{ns}'.", source, "Leave one of the two out.");
        var chosen = ns ?? named ?? "default";
        ModuleNames.CheckNamespace(chosen);
        document.Child("metadata")["namespace"] = chosen;
    }

    [GeneratedRegex(@"^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ObjectName();
}
