using System.Text.Json.Nodes;
using Deploy.LocalCluster.Defaulting;
using Deploy.LocalCluster.Store;
using Deploy.LocalCluster.Validation;

namespace Deploy.LocalCluster.Api;

/// <summary>Turns what a writer wants into what is stored: keeps what is not theirs, counts the generation, fills in and checks.</summary>
internal sealed class UpdatePreparation(ServiceAddresses addresses)
{
    private static readonly string[] ServerOwned = ["uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "generateName"];

    public void Prepare(ResourceKind kind, StoredObject stored, JsonObject after, string subresource)
    {
        var before = stored.ToJson();
        after.DropNulls();
        after.Child("metadata").DropEmpty();
        KeepMetadata(kind, before, after);
        switch (subresource)
        {
            case "status":
                KeepAllButStatus(kind, before, after);
                break;
            case "finalize":
                KeepAllButFinalizers(before, after);
                break;
            default:
                if (kind.HasStatus) Take(before, after, "status");
                if (kind.Kind == "Namespace") Take(before, after, "spec");
                CanonicalForm.Apply(kind, after);
                Defaults.Apply(kind, after);
                if (kind.Kind == "Service") addresses.Assign(after, before);
                CountGeneration(kind, before, after);
                break;
        }

        CheckFinalizers(kind, before, after);
        ObjectRules.Check(kind, after, before);
    }

    private static void KeepMetadata(ResourceKind kind, JsonObject before, JsonObject after)
    {
        var (old, metadata) = (before.Child("metadata"), after.Child("metadata"));
        foreach (var name in ServerOwned) Take(old, metadata, name);
        metadata["name"] = old.Text("name");
        if (kind.Namespaced) metadata["namespace"] = old.Text("namespace");
        metadata.Remove("managedFields");
        metadata.Remove("selfLink");
    }

    /// <summary>Of the rest only metadata may change with a status: agents and controllers also label and annotate what they report on.</summary>
    private static void KeepAllButStatus(ResourceKind kind, JsonObject before, JsonObject after)
    {
        foreach (var name in before.Select(pair => pair.Key).Union(after.Select(pair => pair.Key)).ToArray())
        {
            if (name is "status" or "apiVersion" or "kind") continue;
            if (name == "metadata") Take(before.Child(name), after.Child(name), kind.Kind == "Deployment" ? "labels" : "ownerReferences");
            else Take(before, after, name);
        }
    }

    private static void KeepAllButFinalizers(JsonObject before, JsonObject after)
    {
        var finalizers = after.Array("spec", "finalizers")?.DeepClone();
        foreach (var name in (string[])["metadata", "spec", "status"]) Take(before, after, name);
        if (finalizers is null) after.Child("spec").Remove("finalizers");
        else after.Child("spec")["finalizers"] = finalizers;
    }

    private static void CountGeneration(ResourceKind kind, JsonObject before, JsonObject after)
    {
        if (!kind.HasGeneration) return;
        var same = JsonNode.DeepEquals(before["spec"], after["spec"])
            && (kind.Kind != "Deployment" || JsonNode.DeepEquals(before.At("metadata", "annotations"), after.At("metadata", "annotations")));
        if (!same) after.Child("metadata")["generation"] = (before.Number("metadata", "generation") ?? 0) + 1;
    }

    private static void CheckFinalizers(ResourceKind kind, JsonObject before, JsonObject after)
    {
        if (before.Text("metadata", "deletionTimestamp") is null) return;
        var known = before.Array("metadata", "finalizers")?.Select(finalizer => finalizer.AsText()).ToHashSet() ?? [];
        var added = after.Array("metadata", "finalizers")?.Select(finalizer => finalizer.AsText()).Where(finalizer => !known.Contains(finalizer)).ToArray() ?? [];
        if (added.Length > 0)
        {
            throw ApiException.Invalid(kind, before.Text("metadata", "name") ?? "", [FieldError.Forbidden(
                "metadata.finalizers", $"no new finalizers can be added if the object is being deleted, found new finalizers {string.Join(", ", added.Select(name => $"\"{name}\""))}")]);
        }
    }

    private static void Take(JsonObject from, JsonObject to, string name)
    {
        if (from[name] is { } value) to[name] = value.DeepClone();
        else to.Remove(name);
    }
}
