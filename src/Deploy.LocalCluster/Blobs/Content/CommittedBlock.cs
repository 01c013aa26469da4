namespace Deploy.LocalCluster.Blobs.Content;

/// <summary>A block of a blob under the id that its client gave it.</summary>
internal sealed record CommittedBlock(string Id, BlobSegment Segment);
