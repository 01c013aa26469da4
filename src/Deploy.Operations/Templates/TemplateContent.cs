using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Templates;

/// <summary>Turns a workload into settings that fit any module, and settings into the workload of one. Pure.</summary>
internal static class TemplateContent
{
    private static readonly string[] s_own = ["deployment.kubernetes.io/", "kubectl.kubernetes.io/", "kubernetes.io/change-cause", "module.deploy/"];

    internal static (JsonObject Settings, IReadOnlyList<string> LeftOut) Of(Workload live)
    {
        var spec = (live.Json.ObjectAt("spec") ?? []).Copy();
        if (live.Kind == ModuleKind.Pod)
        {
            spec.Remove("nodeName");
            spec.Remove("serviceAccount");
        }
        var settings = new JsonObject
        {
            ["apiVersion"] = live.Kind == ModuleKind.Pod ? "v1" : "apps/v1",
            ["kind"] = live.Kind.ToString(),
            ["metadata"] = Metadata(live.Json.ObjectAt("metadata")),
            ["spec"] = spec,
        };
        if (live.Kind != ModuleKind.Pod)
        {
            spec["template"] = new JsonObject { ["metadata"] = Metadata(live.Template.ObjectAt("metadata")), ["spec"] = live.Template.ObjectAt("spec")?.Copy() ?? [] };
            foreach (var field in new[] { "paused", "revisionHistoryLimit" })
                spec.Remove(field);
        }
        return (settings, DropSecrets(new Workload(live.Kind, settings)));
    }

    /// <summary>A manifest of a module of that name, version and image.</summary>
    internal static string Fill(string settings, string name, string version, string image, string ns, int? replicas, IReadOnlyDictionary<string, string> environment)
    {
        var json = JsonNode.Parse(settings) as JsonObject ?? throw new DeployException(ManifestCodes.Invalid, "The template holds no settings.");
        var workload = new Workload(WorkloadResources.KindOf(json.TextAt("kind")) ?? throw new DeployException(ManifestCodes.UnsupportedKind, "The template is of no kind that is published."), json);
        var old = workload.Module.Name;
        json.Child("metadata")["name"] = name;
        json.Child("metadata")["namespace"] = ns;
        if (workload.Module.Container is { } container)
            Put(container, name, image, environment.Where(pair => pair.Key != ModuleLabels.VersionVariable).Append(KeyValuePair.Create(ModuleLabels.VersionVariable, version)));
        foreach (var labels in LabelSets(json).ToList())
            Rename(labels, old, name, version);
        if (replicas is { } count && workload.Kind is ModuleKind.Deployment or ModuleKind.StatefulSet)
            json.Child("spec")["replicas"] = count;
        return json.ToJsonString();
    }

    private static void Put(JsonObject container, string name, string image, IEnumerable<KeyValuePair<string, string>> variables)
    {
        container["name"] = name;
        container["image"] = image;
        var env = container["env"] as JsonArray;
        if (env is null)
            container["env"] = env = [];
        foreach (var (key, value) in variables)
        {
            if (env.OfType<JsonObject>().FirstOrDefault(variable => variable.TextAt("name") == key) is { } known)
                env.Remove(known);
            env.Add((JsonNode)new JsonObject { ["name"] = key, ["value"] = value });
        }
    }

    // Labels of the workload, its pods, its selector and its anti-affinity: whatever names the old module names the new one.
    private static IEnumerable<JsonObject> LabelSets(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(pair => pair.Value is JsonObject labels && pair.Key is "labels" or "matchLabels" ? [(JsonObject)pair.Value!] : LabelSets(pair.Value)),
        JsonArray list => list.SelectMany(LabelSets),
        _ => [],
    };

    private static void Rename(JsonObject labels, string old, string name, string version)
    {
        foreach (var key in labels.Select(pair => pair.Key).ToList())
        {
            if (key == ModuleLabels.Version)
                labels[key] = version;
            else if (labels.TextAt(key) == old)
                labels[key] = name;
        }
    }

    private static JsonObject Metadata(JsonObject? metadata)
    {
        var kept = new JsonObject();
        foreach (var field in new[] { "labels", "annotations" })
        {
            if (metadata.TextsAt(field).Where(pair => !s_own.Any(prefix => pair.Key.StartsWith(prefix, StringComparison.Ordinal))).ToList() is { Count: > 0 } pairs)
                kept[field] = JsonNavigation.FromTexts(pairs);
        }
        return kept;
    }

    private static List<string> DropSecrets(Workload settings)
    {
        var dropped = new List<string>();
        foreach (var container in settings.Template.ObjectsAt("spec", "containers").ToList())
        {
            foreach (var variable in container.ObjectsAt("env").ToList())
            {
                var (name, value) = (variable.TextAt("name") ?? "", variable.TextAt("value"));
                if (value is null || Redaction.EnvValue(name, value) == value)
                    continue;
                ((JsonArray)container["env"]!).Remove(variable);
                dropped.Add(name);
            }
            if (ModuleImage.IsPackageUrl(container.TextAt("image") ?? ""))
                container["image"] = Redaction.Url(container.TextAt("image")!);
        }
        return dropped;
    }
}
