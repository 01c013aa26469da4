using System.Text.Json.Nodes;
using Deploy.Operations.Errors;

namespace Deploy.Operations.Modules;

/// <summary>Gives a workload of a user's manifest the labels and the version variable that make it a module. What is there already stays.</summary>
internal static class ManifestCompletion
{
    /// <exception cref="DeployException">The workload is not complete, or its version cannot be told.</exception>
    internal static Workload Complete(JsonObject document, string source)
    {
        var workload = new Workload(WorkloadResources.KindOf(document.TextAt("kind"))!.Value, document);
        var what = $"{source}: {workload.Kind} '{workload.Name}'";
        ManifestCheck.CheckWorkload(workload, what, source);
        var labels = workload.Template.Child("metadata").Child("labels");
        labels[ModuleLabels.Name] ??= workload.Name;
        var name = workload.Module.Name;
        ModuleNames.CheckName(name);
        var version = VersionOf(workload, what, source);
        ModuleNames.CheckVersion(version);
        labels[ModuleLabels.Version] ??= version;
        labels[ModuleLabels.Component] ??= ModuleLabels.ComponentModule;
        labels[ModuleLabels.VirtualKubeletComponent] ??= ModuleLabels.ComponentModule;
        AddVariable(workload, version);
        if (workload.Kind != ModuleKind.Pod)
            Label(document, name, version);
        return workload;
    }

    private static string VersionOf(Workload workload, string what, string source)
    {
        if (workload.Module.Version is { Length: > 0 } version)
            return version;
        var image = workload.Module.Image;
        var colon = image.LastIndexOf(':');
        return !ModuleImage.IsPackageUrl(image) && colon > image.LastIndexOf('/') && !image.Contains('@', StringComparison.Ordinal)
            ? image[(colon + 1)..]
            : throw new DeployException(ManifestCodes.Invalid, $"{what} does not tell its version.", source,
                $"Set label {ModuleLabels.Version} on its pods, or variable {ModuleLabels.VersionVariable} in its container.");
    }

    private static void AddVariable(Workload workload, string version)
    {
        var container = workload.Module.Container!;
        var env = container["env"] as JsonArray;
        if (env is null)
            container["env"] = env = [];
        if (!env.OfType<JsonObject>().Any(variable => variable.TextAt("name") == ModuleLabels.VersionVariable))
            env.Add((JsonNode)new JsonObject { ["name"] = ModuleLabels.VersionVariable, ["value"] = version });
    }

    private static void Label(JsonObject document, string name, string version)
    {
        var labels = document.Child("metadata").Child("labels");
        labels[ModuleLabels.Name] ??= name;
        labels[ModuleLabels.Version] = version;
        labels[ModuleLabels.Component] ??= ModuleLabels.ComponentWorkload;
        labels[ModuleLabels.VirtualKubeletComponent] ??= ModuleLabels.ComponentWorkload;
    }
}
