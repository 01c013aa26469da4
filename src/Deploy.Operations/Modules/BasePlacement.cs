using System.Text.Json.Nodes;

namespace Deploy.Operations.Modules;

/// <summary>Places a module on bases: affinity to their labels, tolerations of their taints, one replica per base. Pure.</summary>
internal static class BasePlacement
{
    /// <summary>A package URL can run on a base only, chosen or not.</summary>
    internal static bool RunsOnBase(ModuleSpec spec) => spec.Base is not null || spec.Peer || ModuleImage.IsPackageUrl(spec.Image);

    internal static void Apply(ModuleSpec spec, JsonObject podSpec)
    {
        if (!RunsOnBase(spec))
            return;
        var chosen = spec.Base ?? new BaseSelector();
        podSpec["tolerations"] = Tolerations(chosen);
        podSpec["affinity"] = new JsonObject
        {
            ["nodeAffinity"] = new JsonObject
            {
                ["requiredDuringSchedulingIgnoredDuringExecution"] = new JsonObject
                {
                    ["nodeSelectorTerms"] = new JsonArray(new JsonObject { ["matchExpressions"] = Expressions(chosen) }),
                },
            },
            ["podAntiAffinity"] = OnePerBase(spec),
        };
    }

    private static JsonArray Expressions(BaseSelector chosen)
    {
        (string Key, string? Value)[] labels =
        [
            (ModuleLabels.BaseStack, chosen.Stack), (ModuleLabels.BaseName, chosen.Name),
            (ModuleLabels.BaseVersion, chosen.Version), (ModuleLabels.BaseCluster, chosen.Cluster),
        ];
        var expressions = labels.Where(label => label.Value is not null)
            .Select(label => new JsonObject { ["key"] = label.Key, ["operator"] = "In", ["values"] = new JsonArray(label.Value) })
            .ToArray();
        return expressions.Length > 0
            ? [.. expressions]
            : [new JsonObject { ["key"] = ModuleLabels.BaseName, ["operator"] = "Exists" }];
    }

    private static JsonArray Tolerations(BaseSelector chosen)
    {
        var tolerations = new JsonArray((JsonNode)Toleration(ModuleLabels.VirtualNodeTaint, "True"));
        if (chosen.Environment is { } environment)
            tolerations.Add((JsonNode)Toleration(ModuleLabels.NodeEnvironmentTaint, environment));
        return tolerations;
    }

    private static JsonObject Toleration(string key, string value) =>
        new JsonObject { ["key"] = key, ["operator"] = "Equal", ["value"] = value, ["effect"] = "NoExecute" };

    // The same name and version twice on one base collide, and removing one removes both. Peers may meet their
    // successor on the base, so that it is installed before they leave; others need a base of their own.
    private static JsonObject OnePerBase(ModuleSpec spec)
    {
        var labels = new JsonObject { [ModuleLabels.Name] = spec.Name };
        if (spec.Peer)
            labels[ModuleLabels.Version] = spec.Version;
        return new JsonObject
        {
            ["requiredDuringSchedulingIgnoredDuringExecution"] = new JsonArray(new JsonObject
            {
                ["topologyKey"] = "kubernetes.io/hostname",
                ["labelSelector"] = new JsonObject { ["matchLabels"] = labels },
            }),
        };
    }
}
