namespace Deploy.LocalCluster.Blobs.Protocol;

/// <summary>A refusal, with the status and code that Azure gives for it.</summary>
internal sealed class BlobErrorException(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;
}
