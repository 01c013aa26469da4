using System.Text.Json.Nodes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Maintenance.Deletions;

/// <summary>Something that was deleted and is still there.</summary>
internal sealed record StuckObject
{
    public required string ApiVersion { get; init; }

    public required string Kind { get; init; }

    public string Namespace { get; init; } = "";

    public required string Name { get; init; }

    public required string Uid { get; init; }

    /// <summary>When its grace ended.</summary>
    public required DateTimeOffset GraceEnded { get; init; }

    public IReadOnlyList<string> Finalizers { get; init; } = [];

    /// <summary>A replica's node; empty for everything else.</summary>
    public string Node { get; init; } = "";

    /// <summary>What a namespace says of what is left in it.</summary>
    public string Remaining { get; init; } = "";

    /// <summary>The replica itself; null for everything else.</summary>
    public Pod? Pod { get; init; }

    public string Target => Namespace.Length == 0 ? $"{Kind} {Name}" : $"{Kind} {Namespace}/{Name}";

    public static StuckObject? Of(Pod pod) => pod.Metadata.DeletionTimestamp is not { } ended ? null : new()
    {
        ApiVersion = "v1",
        Kind = "Pod",
        Namespace = pod.Metadata.Namespace ?? "",
        Name = pod.Metadata.Name,
        Uid = pod.Metadata.Uid,
        GraceEnded = ended,
        Finalizers = pod.Metadata.Finalizers,
        Node = pod.Spec.NodeName ?? "",
        Pod = pod,
    };

    public static StuckObject? Of(JsonObject json, string apiVersion, string kind) => json.TimeAt("metadata", "deletionTimestamp") is not { } ended ? null : new()
    {
        ApiVersion = apiVersion,
        Kind = kind,
        Namespace = json.TextAt("metadata", "namespace") ?? "",
        Name = json.TextAt("metadata", "name") ?? "",
        Uid = json.TextAt("metadata", "uid") ?? "",
        GraceEnded = ended,
        Finalizers = [.. Texts(json["metadata"]?["finalizers"]).Concat(Texts(json["spec"]?["finalizers"]))],
        Remaining = string.Join(' ', json.ObjectsAt("status", "conditions")
            .Where(c => c.TextAt("status") == "True").Select(c => c.TextAt("message"))),
    };

    private static IEnumerable<string> Texts(JsonNode? list) => (list as JsonArray)?.Select(f => f?.ToString() ?? "") ?? [];
}
