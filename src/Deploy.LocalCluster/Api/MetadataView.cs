using System.Text.Json.Nodes;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Api;

/// <summary>Metadata only (PartialObjectMetadata).</summary>
internal sealed class MetadataView : ObjectView
{
    public static MetadataView Instance { get; } = new();

    public override ReadOnlyMemory<byte> One(ResourceKind kind, StoredObject item) => JsonBytes.Serialize(Of(item.ToJson()));

    public override Task WriteListAsync(Stream body, ResourceKind kind, ListPage page, CancellationToken ct) => FullView.WriteListAsync(
        body, ListHead("meta.k8s.io/v1", "PartialObjectMetadataList", page), page.Items.Select(item => One(kind, item)), ct);

    public static JsonObject Of(JsonObject item) => new()
    {
        ["kind"] = "PartialObjectMetadata",
        ["apiVersion"] = "meta.k8s.io/v1",
        ["metadata"] = item["metadata"]?.DeepClone(),
    };
}
