using System.Text.Json.Nodes;

namespace Deploy.Operations.Modules;

/// <summary>What a pod template or a bare pod says about its module.</summary>
internal sealed class ModuleTemplate(JsonObject template, bool isBarePod)
{
    private IReadOnlyDictionary<string, string> Labels => template.TextsAt("metadata", "labels");

    /// <summary>Whether this is a module at all: by its name label or by either component label.</summary>
    internal bool IsModule =>
        Labels.ContainsKey(ModuleLabels.Name)
        || Labels.GetValueOrDefault(ModuleLabels.Component) == ModuleLabels.ComponentModule
        || Labels.GetValueOrDefault(ModuleLabels.VirtualKubeletComponent) == ModuleLabels.ComponentModule;

    /// <summary>By label, else by the first container, whose name is the module's.</summary>
    internal string Name => Labels.GetValueOrDefault(ModuleLabels.Name) ?? Container?.TextAt("name") ?? "";

    /// <summary>The container that is the module: named like it, else the first.</summary>
    internal JsonObject? Container
    {
        get
        {
            var containers = template.ObjectsAt("spec", "containers").ToList();
            return containers.Find(container => container.TextAt("name") == Labels.GetValueOrDefault(ModuleLabels.Name)) ?? containers.FirstOrDefault();
        }
    }

    internal string Image => Container?.TextAt("image") ?? "";

    /// <summary>BIZ_VERSION, else the label. A bare pod's environment cannot be changed in place, so there the label is the truth.</summary>
    internal string Version
    {
        get
        {
            var label = Labels.GetValueOrDefault(ModuleLabels.Version);
            var variable = Variable(ModuleLabels.VersionVariable);
            return (isBarePod ? label ?? variable : variable ?? label) ?? "";
        }
    }

    /// <summary>Id of the release that made this template; empty for one that others made.</summary>
    internal string Release => template.TextAt("metadata", "annotations", ModuleLabels.Release) ?? "";

    /// <summary>Whether the module tolerates virtual nodes, so that it may run on bases.</summary>
    internal bool RunsOnBase => template.ObjectsAt("spec", "tolerations").Any(toleration => toleration.TextAt("key") == ModuleLabels.VirtualNodeTaint);

    /// <summary>
    /// Whether a replica counts as Ready as soon as it runs: on a node, a container without a readiness check does, also one that
    /// crashes at once. On a base it is Ready when the base says that it is activated.
    /// </summary>
    internal bool IsReadyOnceRunning => !RunsOnBase && template.ObjectsAt("spec", "containers").Any(container => container["readinessProbe"] is null);

    /// <summary>The chosen base as <c>name:version</c>; null where none is chosen.</summary>
    internal string? Base
    {
        get
        {
            var chosen = BaseLabels;
            var name = chosen.GetValueOrDefault(ModuleLabels.BaseName) ?? chosen.GetValueOrDefault(ModuleLabels.BaseStack);
            return chosen.GetValueOrDefault(ModuleLabels.BaseVersion) is { } version ? $"{name ?? "*"}:{version}" : name;
        }
    }

    /// <summary>The node labels of bases that the module requires.</summary>
    internal IReadOnlyDictionary<string, string> BaseLabels => template
        .ObjectsAt("spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms")
        .SelectMany(term => term.ObjectsAt("matchExpressions"))
        .Where(expression => expression.TextAt("operator") == "In" && expression.TextAt("key")?.StartsWith("base.koupleless.io/", StringComparison.Ordinal) == true)
        .Select(expression => KeyValuePair.Create(expression.TextAt("key")!, ((expression.At("values") as JsonArray)?.FirstOrDefault() as JsonValue)?.AsText() ?? ""))
        .Concat(template.TextsAt("spec", "nodeSelector").Where(pair => pair.Key.StartsWith("base.koupleless.io/", StringComparison.Ordinal)))
        .DistinctBy(pair => pair.Key)
        .ToDictionary(StringComparer.Ordinal);

    private string? Variable(string name) =>
        (Container?.ObjectsAt("env") ?? []).FirstOrDefault(variable => variable.TextAt("name") == name)?.TextAt("value");
}
