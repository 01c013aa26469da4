using System.Text.Json.Nodes;
using Deploy.Operations.Modules;
using Deploy.Operations.Releases.Rollout;

namespace Deploy.Operations.Releases.Planning;

/// <summary>A change of a workload as worked out, before the release that carries it out is added.</summary>
/// <param name="Patch">Strategic merge patch of the workload, or the whole object when it does not exist yet.</param>
/// <param name="Version">Version that the template then has.</param>
/// <param name="Image">Image that the template then has.</param>
/// <param name="ChangesTemplate">False for a change that starts no release, such as a replica count.</param>
internal sealed record TemplateChange(JsonObject Patch, string Version, string Image, bool ChangesTemplate, IReadOnlyList<string> Fields)
{
    internal static TemplateChange None { get; } = new([], "", "", false, []);

    /// <summary>The revision whose template comes back; null for a template of its own.</summary>
    internal RevisionSet? Back { get; init; }

    /// <summary>What it takes away or lowers, in words.</summary>
    internal IReadOnlyList<string> Losses { get; init; } = [];

    internal bool IsEmpty => Patch.Count == 0;

    /// <summary>Of a manifest or of parameters against what is live.</summary>
    internal static TemplateChange Between(Workload wanted, Workload live)
    {
        var body = wanted.Json.Copy();
        foreach (var fixedField in new[] { "apiVersion", "kind", "status" })
            body.Remove(fixedField);
        body.Child("metadata").Remove("name");
        body.Child("metadata").Remove("namespace");
        var applied = AppliedFields.Read(live.Annotation(ModuleLabels.Applied));
        // Whoever says nothing of the count has no wish for it: an autoscaler may own it by now.
        if (body.At("spec", "replicas") is null)
            applied.ObjectAt("spec")?.Remove("replicas");
        var changes = FieldChanges.Between(applied, body, live.Json);
        var patch = changes.Patch;
        if (!changes.IsEmpty)
            patch.Child("metadata").Child("annotations")[ModuleLabels.Applied] = AppliedFields.Write(body);
        var template = live.Kind == ModuleKind.Pod ? patch.ObjectAt("spec") : patch.ObjectAt("spec", "template");
        return new TemplateChange(patch, wanted.Module.Version, wanted.Module.Image, template is { Count: > 0 }, changes.Fields) { Losses = changes.Losses };
    }
}
