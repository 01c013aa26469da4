namespace Deploy.LocalCluster.Blobs.Content;

/// <summary>Takes in a body while it is read.</summary>
internal interface IContentDigest
{
    void Append(ReadOnlySpan<byte> bytes);
}
