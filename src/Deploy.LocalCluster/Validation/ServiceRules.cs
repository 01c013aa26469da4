using System.Text.Json.Nodes;
using Deploy.LocalCluster.Api;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Validation;

/// <summary>Rules of Services.</summary>
internal static class ServiceRules
{
    public static IEnumerable<FieldError> Check(JsonObject item)
    {
        var spec = item.Object("spec");
        var ports = spec.Objects("ports").ToArray();
        var type = spec.Text("type") ?? "ClusterIP";
        if (type is not ("ClusterIP" or "NodePort" or "LoadBalancer" or "ExternalName"))
            yield return FieldError.NotSupported("spec.type", type, "ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
        if (ports.Length == 0 && type != "ExternalName" && spec.Text("clusterIP") != "None") yield return FieldError.Required("spec.ports");
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < ports.Length; i++)
        {
            foreach (var error in Port(ports[i], $"spec.ports[{i}]", ports.Length > 1, names)) yield return error;
        }

        foreach (var error in MetadataRules.Labels(spec.Object("selector"), "spec.selector")) yield return error;
    }

    private static IEnumerable<FieldError> Port(JsonObject port, string field, bool needsName, HashSet<string> names)
    {
        var name = port.Text("name") ?? "";
        if (needsName && name.Length == 0) yield return FieldError.Required($"{field}.name");
        if (name.Length > 0 && Names.LabelError(name) is { } wrong) yield return FieldError.Invalid($"{field}.name", name, wrong);
        if (name.Length > 0 && !names.Add(name)) yield return FieldError.Duplicate($"{field}.name", name);
        if (port.Number("port") is not (>= 1 and <= 65535))
            yield return FieldError.Invalid($"{field}.port", port.At("port") ?? 0, "must be between 1 and 65535, inclusive");
        if (port.At("targetPort").AsNumber() is { } target && target is < 1 or > 65535)
            yield return FieldError.Invalid($"{field}.targetPort", target, "must be between 1 and 65535, inclusive");
        if (port.Text("protocol") is not ("TCP" or "UDP" or "SCTP") and var protocol)
            yield return FieldError.NotSupported($"{field}.protocol", protocol ?? "", "SCTP", "TCP", "UDP");
    }
}
