using System.Text.Json.Nodes;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Releases.Planning;

/// <summary>Fits what is asked for to what cannot be changed in the live workload. Pure.</summary>
internal static class WantedWorkload
{
    /// <exception cref="DeployException">The change needs a selector or a field that the live workload cannot take.</exception>
    internal static Workload Fit(ReleaseRequest request, Workload live)
    {
        var wanted = new Workload(request.Kind, request.Wanted.Json.Copy());
        if (live.Kind == ModuleKind.Pod)
            return FitPod(wanted, live);
        if (request.IsManifest)
            CheckSelector(wanted, live);
        wanted.Json.Child("spec")["selector"] = live.Json.At("spec", "selector")?.DeepClone();
        KeepSelectedLabels(wanted, live);
        return wanted;
    }

    private static void CheckSelector(Workload wanted, Workload live)
    {
        var asked = wanted.Json.At("spec", "selector");
        if (JsonNode.DeepEquals(asked, live.Json.At("spec", "selector")) || OnlyVersionDiffers(wanted.Selector, live.Selector))
            return;
        throw new DeployException(ManifestCodes.SelectorMismatch,
            $"{live.Kind} '{live.Name}' runs with another selector than the manifest has, and a selector cannot be changed.",
            $"{live.Namespace}/{live.Name}", "Keep the selector of the running workload, or unpublish the module first.");
    }

    private static bool OnlyVersionDiffers(IReadOnlyDictionary<string, string> asked, IReadOnlyDictionary<string, string> live) =>
        asked.Count == live.Count && asked.All(pair => live.TryGetValue(pair.Key, out var value) && (pair.Key == ModuleLabels.Version || value == pair.Value));

    // Pods must go on matching the selector. Where it has the version label, BIZ_VERSION is what tells the version.
    private static void KeepSelectedLabels(Workload wanted, Workload live)
    {
        var labels = wanted.Template.Child("metadata").Child("labels");
        foreach (var (key, value) in live.Selector)
            labels[key] = value;
    }

    // Of a running pod only the image, labels and annotations can be changed.
    private static Workload FitPod(Workload wanted, Workload live)
    {
        var liveNames = live.Json.ObjectsAt("spec", "containers").Select(container => container.TextAt("name")).ToHashSet(StringComparer.Ordinal);
        var containers = wanted.Json.ObjectsAt("spec", "containers")
            .Where(container => liveNames.Contains(container.TextAt("name")))
            .Select(container => new JsonObject { ["name"] = container.TextAt("name"), ["image"] = container.TextAt("image") })
            .ToArray();
        CheckPodFields(wanted, live);
        var json = new JsonObject
        {
            ["metadata"] = wanted.Json["metadata"]!.DeepClone(),
            ["spec"] = new JsonObject { ["containers"] = new JsonArray([.. containers]) },
        };
        return new Workload(ModuleKind.Pod, json);
    }

    private static void CheckPodFields(Workload wanted, Workload live)
    {
        var body = new JsonObject { ["spec"] = wanted.Json["spec"]!.DeepClone() };
        foreach (var container in body.ObjectsAt("spec", "containers"))
        {
            container.Remove("image");
            if (container["env"] is JsonArray env && env.OfType<JsonObject>().FirstOrDefault(variable => variable.TextAt("name") == ModuleLabels.VersionVariable) is { } version)
                env.Remove(version);
        }
        var changes = FieldChanges.Between([], body, live.Json);
        if (!changes.IsEmpty)
        {
            throw new DeployException(ModuleCodes.InvalidParameter,
                $"Bare pod '{live.Name}' can only get another image in place; this would change {string.Join("; ", changes.Fields)}.", $"{live.Namespace}/{live.Name}",
                "Unpublish it and publish anew, or publish as a Deployment.");
        }
    }
}
