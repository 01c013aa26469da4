using System.Text.Json.Nodes;
using Deploy.LocalCluster.Api;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Validation;

/// <summary>Rules of pod specs, in pods and in templates.</summary>
internal static class PodRules
{
    /// <param name="spec">The pod's.</param>
    /// <param name="field">Where it stands.</param>
    /// <param name="claims">Names of volumes that a StatefulSet's claims bring.</param>
    public static IEnumerable<FieldError> Check(JsonObject? spec, string field, IEnumerable<string>? claims = null)
    {
        if (spec.Array("containers") is not { Count: > 0 }) yield return FieldError.Required($"{field}.containers");
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var list in (string[])["initContainers", "containers"])
        {
            var index = 0;
            foreach (var container in spec.Objects(list))
            {
                foreach (var error in Container(container, $"{field}.{list}[{index}]", names)) yield return error;
                index++;
            }
        }

        if (spec.Text("restartPolicy") is { } policy && policy is not ("Always" or "OnFailure" or "Never"))
            yield return FieldError.NotSupported($"{field}.restartPolicy", policy, "Always", "OnFailure", "Never");
        if (spec.Number("terminationGracePeriodSeconds") is < 0 and var grace)
            yield return FieldError.Invalid($"{field}.terminationGracePeriodSeconds", grace, "must be greater than or equal to 0");
        foreach (var error in MetadataRules.Labels(spec.Object("nodeSelector"), $"{field}.nodeSelector")) yield return error;
        foreach (var error in Mounts(spec, field, claims ?? [])) yield return error;
        foreach (var error in Tolerations(spec, field)) yield return error;
    }

    private static IEnumerable<FieldError> Container(JsonObject container, string field, HashSet<string> names)
    {
        var name = container.Text("name") ?? "";
        if (name.Length == 0) yield return FieldError.Required($"{field}.name");
        else if (Names.LabelError(name) is { } wrong) yield return FieldError.Invalid($"{field}.name", name, wrong);
        else if (!names.Add(name)) yield return FieldError.Duplicate($"{field}.name", name);

        var image = container.Text("image") ?? "";
        if (image.Length == 0) yield return FieldError.Required($"{field}.image");
        else if (image.Trim().Length != image.Length) yield return FieldError.Invalid($"{field}.image", image, "must not have leading or trailing whitespace");

        if (container.Text("imagePullPolicy") is { } policy && policy is not ("Always" or "IfNotPresent" or "Never"))
            yield return FieldError.NotSupported($"{field}.imagePullPolicy", policy, "Always", "IfNotPresent", "Never");
        foreach (var error in Ports(container, field).Concat(Environment(container, field)).Concat(Resources(container, field))) yield return error;
    }

    private static IEnumerable<FieldError> Ports(JsonObject container, string field)
    {
        var index = 0;
        foreach (var port in container.Objects("ports"))
        {
            if (port.Number("containerPort") is not { } number) yield return FieldError.Required($"{field}.ports[{index}].containerPort");
            else if (number is < 1 or > 65535) yield return FieldError.Invalid($"{field}.ports[{index}].containerPort", number, "must be between 1 and 65535, inclusive");
            index++;
        }
    }

    private static IEnumerable<FieldError> Environment(JsonObject container, string field)
    {
        var index = 0;
        foreach (var variable in container.Objects("env"))
        {
            if (variable.Text("name") is not { Length: > 0 }) yield return FieldError.Required($"{field}.env[{index}].name");
            if (variable.Text("value") is { Length: > 0 } && variable.Object("valueFrom") is not null)
                yield return FieldError.Invalid($"{field}.env[{index}].valueFrom", "", "may not be specified when `value` is not empty");
            index++;
        }
    }

    private static IEnumerable<FieldError> Resources(JsonObject container, string field)
    {
        foreach (var part in (string[])["limits", "requests"])
        {
            foreach (var (name, quantity) in container.Object("resources", part) ?? [])
            {
                var text = quantity.AsText() ?? quantity?.ToJsonString() ?? "";
                if (!QuantityText.TryParse(text, out var value)) yield return FieldError.Invalid($"{field}.resources.{part}[{name}]", text, QuantityText.Rule);
                else if (value < 0) yield return FieldError.Invalid($"{field}.resources.{part}[{name}]", text, "must be greater than or equal to 0");
            }
        }

        foreach (var (name, quantity) in container.Object("resources", "requests") ?? [])
        {
            if (QuantityText.TryParse(quantity.AsText() ?? quantity?.ToJsonString() ?? "", out var asked)
                && container.At("resources", "limits", name) is { } limit
                && QuantityText.TryParse(limit.AsText() ?? limit.ToJsonString(), out var most) && asked > most)
                yield return FieldError.Invalid($"{field}.resources.requests", quantity.AsText(), $"must be less than or equal to {name} limit of {limit.AsText() ?? limit.ToJsonString()}");
        }
    }

    private static IEnumerable<FieldError> Mounts(JsonObject? spec, string field, IEnumerable<string> claims)
    {
        var volumes = spec.Objects("volumes").Select(volume => volume.Text("name")).Concat(claims).ToHashSet();
        var index = 0;
        foreach (var container in spec.Objects("containers"))
        {
            var mount = 0;
            foreach (var name in container.Objects("volumeMounts").Select(m => m.Text("name")))
            {
                if (!volumes.Contains(name))
                    yield return new FieldError("FieldValueNotFound", $"{field}.containers[{index}].volumeMounts[{mount}].name", $"Not found: \"{name}\"");
                mount++;
            }

            index++;
        }
    }

    private static IEnumerable<FieldError> Tolerations(JsonObject? spec, string field)
    {
        var index = 0;
        foreach (var toleration in spec.Objects("tolerations"))
        {
            var place = $"{field}.tolerations[{index++}]";
            var key = toleration.Text("key") ?? "";
            var @operator = toleration.Text("operator") ?? "Equal";
            if (key.Length == 0 && @operator != "Exists")
                yield return FieldError.Invalid($"{place}.operator", @operator, "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
            if (@operator == "Exists" && toleration.Text("value") is { Length: > 0 } value)
                yield return FieldError.Invalid($"{place}.operator", value, "value must be empty when `operator` is 'Exists'");
            if (toleration["tolerationSeconds"] is not null && toleration.Text("effect") != "NoExecute")
                yield return FieldError.Invalid($"{place}.effect", toleration.Text("effect"), "effect must be 'NoExecute' when `tolerationSeconds` is set");
        }
    }
}
