using System.Text.Json.Nodes;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Releases.Planning;

/// <summary>Works out what another version changes in a live workload; everything else of it stays. Pure.</summary>
internal static class ReplacementChange
{
    internal static TemplateChange Of(Workload live, Replacement to)
    {
        var wanted = live.Kind == ModuleKind.Pod ? PodBody(live, to) : TemplateBody(live, to);
        var changes = FieldChanges.Between(Outdated(live, to), wanted, live.Json);
        var template = live.Kind == ModuleKind.Pod ? changes.Patch.ObjectAt("spec") ?? changes.Patch.ObjectAt("metadata") : changes.Patch.ObjectAt("spec", "template");
        return new TemplateChange(changes.Patch, to.Version, to.Image ?? live.Module.Image, template is { Count: > 0 }, changes.Fields);
    }

    // What the template says of the package before does not hold for another image.
    private static JsonObject Outdated(Workload live, Replacement to)
    {
        var annotations = new JsonObject();
        foreach (var name in new[] { ModuleLabels.PackageSha256, ModuleLabels.UrlExpires })
        {
            if (to.Image is not null && live.Template.TextAt("metadata", "annotations", name) is { } text)
                annotations[name] = text;
        }
        var metadata = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = annotations } };
        return annotations.Count == 0 ? [] : live.Kind == ModuleKind.Pod ? metadata : new JsonObject { ["spec"] = new JsonObject { ["template"] = metadata } };
    }

    private static JsonObject PodBody(Workload live, Replacement to) => new()
    {
        ["metadata"] = Metadata(live, to),
        ["spec"] = new JsonObject { ["containers"] = new JsonArray(Container(live, to, withEnvironment: false)) },
    };

    private static JsonObject TemplateBody(Workload live, Replacement to) => new()
    {
        ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [ModuleLabels.Version] = to.Version } },
        ["spec"] = new JsonObject
        {
            ["template"] = new JsonObject
            {
                ["metadata"] = Metadata(live, to),
                ["spec"] = Spec(live, to),
            },
        },
    };

    private static JsonObject Metadata(Workload live, Replacement to)
    {
        var metadata = new JsonObject { ["annotations"] = new JsonObject() };
        if (!live.SelectsOnVersion)
            metadata.Child("labels")[ModuleLabels.Version] = to.Version;
        if (to.PackageSha256 is { } digest)
            metadata.Child("annotations")[ModuleLabels.PackageSha256] = digest;
        if (to.UrlExpires is { } expires)
            metadata.Child("annotations")[ModuleLabels.UrlExpires] = UrlAnnotation.Write(expires);
        return metadata;
    }

    private static JsonObject Spec(Workload live, Replacement to)
    {
        var spec = new JsonObject { ["containers"] = new JsonArray(Container(live, to, withEnvironment: true)) };
        if (PeerAffinity(live, to.Version) is { } affinity)
            spec["affinity"] = affinity;
        return spec;
    }

    private static JsonObject Container(Workload live, Replacement to, bool withEnvironment)
    {
        var container = new JsonObject { ["name"] = live.Module.Container?.TextAt("name") };
        if (to.Image is { } image)
            container["image"] = image;
        if (withEnvironment)
        {
            container["env"] = new JsonArray([.. to.Environment.Where(pair => pair.Key != ModuleLabels.VersionVariable)
                .Append(KeyValuePair.Create(ModuleLabels.VersionVariable, to.Version))
                .Select(pair => new JsonObject { ["name"] = pair.Key, ["value"] = pair.Value })]);
        }
        return container;
    }

    // Peers keep apart from replicas of their own version only; so the version in that rule follows.
    private static JsonObject? PeerAffinity(Workload live, string version)
    {
        if (live.Template.ObjectAt("spec", "affinity", "podAntiAffinity")?.Copy() is not { } antiAffinity)
            return null;
        var changed = false;
        foreach (var term in antiAffinity.ObjectsAt("requiredDuringSchedulingIgnoredDuringExecution"))
        {
            if (term.ObjectAt("labelSelector", "matchLabels") is { } labels && labels.ContainsKey(ModuleLabels.Version) && !live.SelectsOnVersion)
            {
                labels[ModuleLabels.Version] = version;
                changed = true;
            }
        }
        return changed ? new JsonObject { ["podAntiAffinity"] = antiAffinity } : null;
    }
}
