namespace Deploy.LocalCluster.Blobs.Content;

/// <summary>The kinds of blob that are kept, named as on the wire.</summary>
internal enum BlobKind
{
    BlockBlob,
    AppendBlob,
}
