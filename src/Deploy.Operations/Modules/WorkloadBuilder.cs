using System.Text.Json.Nodes;

namespace Deploy.Operations.Modules;

/// <summary>Builds the objects of a module from its parameters. Pure.</summary>
internal static class WorkloadBuilder
{
    internal static JsonObject Build(ModuleSpec spec) => spec.Kind == ModuleKind.Pod ? BarePod(spec) : Controlled(spec);

    internal static JsonObject? BuildService(ModuleSpec spec)
    {
        if (spec.Service is not { } service)
            return null;
        var body = new JsonObject
        {
            ["selector"] = new JsonObject { [ModuleLabels.Name] = spec.Name },
            ["ports"] = new JsonArray(new JsonObject { ["name"] = "http", ["port"] = service.Port, ["targetPort"] = service.TargetPort ?? service.Port, ["protocol"] = "TCP" }),
        };
        if (string.Equals(service.Type, "Headless", StringComparison.OrdinalIgnoreCase))
            body["clusterIP"] = "None";
        else if (!string.Equals(service.Type, "ClusterIP", StringComparison.OrdinalIgnoreCase))
            body["type"] = service.Type;
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Service",
            ["metadata"] = new JsonObject
            {
                ["name"] = service.Name ?? spec.Name,
                ["namespace"] = spec.Namespace,
                ["labels"] = new JsonObject { [ModuleLabels.Along] = spec.Name, [ModuleLabels.Name] = spec.Name },
            },
            ["spec"] = body,
        };
    }

    private static JsonObject BarePod(ModuleSpec spec)
    {
        var template = PodTemplateBuilder.Build(spec);
        var metadata = template.Child("metadata");
        metadata["name"] = spec.Name;
        metadata["namespace"] = spec.Namespace;
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = metadata.DeepClone(),
            ["spec"] = template["spec"]!.DeepClone(),
        };
    }

    private static JsonObject Controlled(ModuleSpec spec)
    {
        var body = new JsonObject
        {
            ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { [ModuleLabels.Name] = spec.Name } },
            ["template"] = PodTemplateBuilder.Build(spec),
        };
        if (spec.Kind == ModuleKind.Deployment)
        {
            if (spec.Replicas is { } replicas)
                body["replicas"] = replicas;
            body["strategy"] = new JsonObject
            {
                ["type"] = "RollingUpdate",
                ["rollingUpdate"] = new JsonObject { ["maxSurge"] = "25%", ["maxUnavailable"] = 0 },
            };
            body["revisionHistoryLimit"] = 20;
            // A container without a readiness check is Ready for a moment even if it crashes at once; no old replica may leave for that.
            if (spec.ReadinessCheck is null)
                body["minReadySeconds"] = 1;
        }
        return new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = spec.Kind.ToString(),
            ["metadata"] = new JsonObject
            {
                ["name"] = spec.Name,
                ["namespace"] = spec.Namespace,
                ["labels"] = WorkloadLabels(spec),
            },
            ["spec"] = body,
        };
    }

    private static JsonObject WorkloadLabels(ModuleSpec spec)
    {
        var labels = new JsonObject
        {
            [ModuleLabels.Name] = spec.Name,
            [ModuleLabels.Version] = spec.Version,
            [ModuleLabels.Component] = ModuleLabels.ComponentWorkload,
            [ModuleLabels.VirtualKubeletComponent] = ModuleLabels.ComponentWorkload,
        };
        if (spec.Peer)
            labels[ModuleLabels.Strategy] = ModuleLabels.StrategyPeer;
        return labels;
    }
}
