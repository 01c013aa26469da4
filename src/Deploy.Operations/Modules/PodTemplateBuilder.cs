using System.Text.Json.Nodes;

namespace Deploy.Operations.Modules;

/// <summary>Builds the pod template of a module. Pure.</summary>
internal static class PodTemplateBuilder
{
    internal static JsonObject Build(ModuleSpec spec)
    {
        var metadata = new JsonObject { ["labels"] = Labels(spec) };
        if (Annotations(spec) is { Count: > 0 } annotations)
            metadata["annotations"] = annotations;
        var body = new JsonObject { ["containers"] = new JsonArray(Container(spec)) };
        if (spec.TerminationGrace is { } grace)
            body["terminationGracePeriodSeconds"] = (int)grace.TotalSeconds;
        if (spec.NodeSelector.Count > 0)
            body["nodeSelector"] = JsonNavigation.FromTexts(spec.NodeSelector.Select(pair => KeyValuePair.Create(Prefixed(pair.Key, spec.NodeLabelPrefix), pair.Value)));
        BasePlacement.Apply(spec, body);
        return new JsonObject { ["metadata"] = metadata, ["spec"] = body };
    }

    private static JsonObject Labels(ModuleSpec spec)
    {
        var labels = JsonNavigation.FromTexts(spec.Labels);
        labels[ModuleLabels.Name] = spec.Name;
        labels[ModuleLabels.Version] = spec.Version;
        labels[ModuleLabels.Component] = ModuleLabels.ComponentModule;
        labels[ModuleLabels.VirtualKubeletComponent] = ModuleLabels.ComponentModule;
        return labels;
    }

    private static JsonObject Annotations(ModuleSpec spec)
    {
        var annotations = new JsonObject();
        if (spec.PackageSha256 is { } digest)
            annotations[ModuleLabels.PackageSha256] = digest;
        if (spec.UrlExpires is { } expires)
            annotations[ModuleLabels.UrlExpires] = UrlAnnotation.Write(expires);
        return annotations;
    }

    private static JsonObject Container(ModuleSpec spec)
    {
        var container = new JsonObject { ["name"] = spec.Name, ["image"] = spec.Image, ["env"] = Environment(spec) };
        if (spec.Command.Count > 0)
            container["command"] = Texts(spec.Command);
        if (spec.Arguments.Count > 0)
            container["args"] = Texts(spec.Arguments);
        if (spec.Ports.Count > 0)
            container["ports"] = new JsonArray([.. spec.Ports.Select(Port)]);
        if (spec.Resources is { } resources && Resources(resources) is { Count: > 0 } body)
            container["resources"] = body;
        if (spec.StartupCheck is { } startup)
            container["startupProbe"] = ProbeBuilder.Build(startup);
        if (spec.ReadinessCheck is { } readiness)
            container["readinessProbe"] = ProbeBuilder.Build(readiness);
        if (spec.LivenessCheck is { } liveness)
            container["livenessProbe"] = ProbeBuilder.Build(liveness);
        return container;
    }

    private static JsonArray Environment(ModuleSpec spec) =>
        [.. spec.Environment.Where(pair => pair.Key != ModuleLabels.VersionVariable)
            .Append(KeyValuePair.Create(ModuleLabels.VersionVariable, spec.Version))
            .Select(pair => new JsonObject { ["name"] = pair.Key, ["value"] = pair.Value })];

    private static JsonObject Port(ModulePort port)
    {
        var body = new JsonObject { ["containerPort"] = port.Number, ["protocol"] = port.Protocol };
        if (port.Name is { } name)
            body["name"] = name;
        return body;
    }

    private static JsonObject Resources(ModuleResources resources)
    {
        var body = new JsonObject();
        Put("requests", resources.Cpu, resources.Memory);
        Put("limits", resources.CpuLimit, resources.MemoryLimit);
        return body;

        void Put(string name, string? cpu, string? memory)
        {
            if (cpu is not null)
                body.Child(name)["cpu"] = cpu;
            if (memory is not null)
                body.Child(name)["memory"] = memory;
        }
    }

    private static string Prefixed(string key, string? prefix) =>
        prefix is null || key.Contains('/', StringComparison.Ordinal) ? key : prefix.TrimEnd('/') + "/" + key;

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => JsonValue.Create(text))];
}
