using System.Globalization;
using System.Text.Json.Nodes;

namespace Deploy.Operations.Modules;

/// <summary>A live or wanted workload of a module, read without losing what we do not know.</summary>
internal sealed class Workload(ModuleKind kind, JsonObject json)
{
    internal ModuleKind Kind => kind;

    internal JsonObject Json => json;

    internal string Name => json.TextAt("metadata", "name") ?? "";

    internal string Namespace => json.TextAt("metadata", "namespace") ?? "default";

    internal string Uid => json.TextAt("metadata", "uid") ?? "";

    internal string? ResourceVersion => json.TextAt("metadata", "resourceVersion");

    internal long Generation => json.NumberAt("metadata", "generation") ?? 0;

    internal long ObservedGeneration => json.NumberAt("status", "observedGeneration") ?? 0;

    internal DateTimeOffset CreatedAt => json.TimeAt("metadata", "creationTimestamp") ?? DateTimeOffset.UnixEpoch;

    internal bool IsDeleting => json.At("metadata", "deletionTimestamp") is not null;

    internal IReadOnlyDictionary<string, string> Annotations => json.TextsAt("metadata", "annotations");

    internal IReadOnlyDictionary<string, string> Labels => json.TextsAt("metadata", "labels");

    /// <summary>The pod template; of a bare pod the pod itself.</summary>
    internal JsonObject Template => kind == ModuleKind.Pod ? json : json.ObjectAt("spec", "template") ?? [];

    internal ModuleTemplate Module => new(Template, kind == ModuleKind.Pod);

    internal IReadOnlyDictionary<string, string> Selector => json.TextsAt("spec", "selector", "matchLabels");

    internal bool SelectsOnVersion => Selector.ContainsKey(ModuleLabels.Version);

    /// <summary>Wanted replicas; a DaemonSet's as its controller counts them.</summary>
    internal int Desired => kind switch
    {
        ModuleKind.DaemonSet => json.CountAt("status", "desiredNumberScheduled"),
        ModuleKind.Pod => 1,
        _ => (int)(json.NumberAt("spec", "replicas") ?? 1),
    };

    internal int Ready => kind switch
    {
        ModuleKind.DaemonSet => json.CountAt("status", "numberReady"),
        ModuleKind.Pod => Condition("Ready") == "True" ? 1 : 0,
        _ => json.CountAt("status", "readyReplicas"),
    };

    /// <summary>Status of a condition of the workload: True, False, Unknown, or null where it has none.</summary>
    internal string? Condition(string type) =>
        json.ObjectsAt("status", "conditions").FirstOrDefault(condition => condition.TextAt("type") == type)?.TextAt("status");

    internal string Annotation(string name) => json.TextAt("metadata", "annotations", name) ?? "";

    internal long Revision =>
        long.TryParse(Annotation("deployment.kubernetes.io/revision"), NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : 0;
}
