using System.Text.Json.Nodes;
using Deploy.Operations.Errors;

namespace Deploy.Operations.Modules;

/// <summary>One module of a manifest file: its workload and the objects that go along.</summary>
internal sealed record ModuleManifest(Workload Workload, IReadOnlyList<JsonObject> Along)
{
    // ConfigMaps and Secrets first, since pods mount them; then Services, so that traffic finds the first replica.
    private static readonly string[] s_order = ["ConfigMap", "Secret", "Service"];

    /// <summary>Reads a file of several documents. What goes along belongs to the first module in it.</summary>
    /// <param name="ns">Namespace of what names none; what names another is refused. Null: as named, else default.</param>
    /// <exception cref="DeployException">A Manifest code; nothing was changed.</exception>
    internal static IReadOnlyList<ModuleManifest> Read(string yaml, string? ns, string source)
    {
        var documents = YamlDocuments.Read(yaml, source).SelectMany(Flatten).ToList();
        foreach (var document in documents)
            ManifestCheck.CheckDocument(document, ns, source);
        var workloads = documents.Where(document => WorkloadResources.KindOf(document.TextAt("kind")) is not null)
            .Select(document => ManifestCompletion.Complete(document, source))
            .ToList();
        if (workloads.Count == 0)
            throw new DeployException(ManifestCodes.Invalid, $"{source} holds no Pod, Deployment, DaemonSet or StatefulSet.", source, "Add the module's workload.");
        if (workloads.GroupBy(workload => (workload.Namespace, workload.Module.Name)).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new DeployException(ManifestCodes.Invalid, $"{source} publishes module '{twice.Key.Name}' twice.", source, "Keep one workload per module.");
        var along = documents.Where(document => WorkloadResources.KindOf(document.TextAt("kind")) is null)
            .OrderBy(document => Array.IndexOf(s_order, document.TextAt("kind")))
            .ToList();
        foreach (var document in along)
            Mark(document, workloads[0].Module.Name);
        return [.. workloads.Select((workload, index) => new ModuleManifest(workload, index == 0 ? along : []))];
    }

    private static IEnumerable<JsonObject> Flatten(JsonObject document) =>
        document.TextAt("kind") == "List" && document.TextAt("apiVersion") == "v1"
            ? document.ObjectsAt("items").Select(item => item.Copy())
            : [document];

    private static void Mark(JsonObject document, string module)
    {
        var labels = document.Child("metadata").Child("labels");
        labels[ModuleLabels.Along] = module;
    }
}
