using System.Text.Json.Nodes;
using Deploy.Kubernetes;
using Deploy.Operations.Modules;
using Deploy.Storage.Packages;

namespace Deploy.Operations.Packages;

/// <summary>Which packages something in a cluster needs still: a workload, a revision of its history, a replica or an open release.</summary>
public sealed class PackageReferences
{
    private static readonly ResourceType<JsonObject>[] Templates =
        [WorkloadResources.Deployments, WorkloadResources.DaemonSets, WorkloadResources.StatefulSets, WorkloadResources.ReplicaSets];

    private readonly Dictionary<PackageAddress, string> byPackage = [];

    /// <summary>The packages in use, each with one that needs it.</summary>
    public IReadOnlyDictionary<PackageAddress, string> ByPackage => byPackage;

    /// <summary>Objects looked at.</summary>
    public int Examined { get; private set; }

    /// <summary>Reads a whole cluster, page by page.</summary>
    public static async Task<PackageReferences> ReadAsync(KubernetesClient cluster, PackageStore packages, CancellationToken ct = default)
    {
        var references = new PackageReferences();
        foreach (var type in (ResourceType<JsonObject>[])[.. Templates, WorkloadResources.ControllerRevisions, WorkloadResources.Pods])
        {
            await foreach (var json in cluster.ListAsync(type, null, new ListOptions { PageSize = 500 }, ct))
                references.Take(json, type.Kind, packages);
        }
        return references;
    }

    private void Take(JsonObject json, string kind, PackageStore packages)
    {
        Examined++;
        var user = $"{kind} {json.TextAt("metadata", "namespace")}/{json.TextAt("metadata", "name")}";
        // Wherever a URL stands (containers, a revision's data, our own notes in annotations), it counts.
        foreach (var text in Texts(json))
        {
            foreach (var address in Addresses(text, packages))
                byPackage.TryAdd(address, user);
        }
    }

    private static IEnumerable<PackageAddress> Addresses(string text, PackageStore packages)
    {
        for (var at = text.IndexOf("http", StringComparison.Ordinal); at >= 0; at = text.IndexOf("http", at + 4, StringComparison.Ordinal))
        {
            var end = text.AsSpan(at).IndexOfAny("\"\\ \n,");
            var part = end < 0 ? text[at..] : text.Substring(at, end);
            if (Uri.TryCreate(part, UriKind.Absolute, out var url) && packages.Recognise(url) is { } address)
                yield return address;
        }
    }

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(p => Texts(p.Value)),
        JsonArray a => a.SelectMany(Texts),
        JsonValue v when v.TryGetValue<string>(out var text) && text.Contains("http", StringComparison.Ordinal) => [text],
        _ => [],
    };
}
