using System.Security.Cryptography;
using Deploy.LocalCluster.Blobs.Protocol;

namespace Deploy.LocalCluster.Blobs.Content;

/// <summary>Computes the checksums that a client announced for its body, and refuses a body that differs.</summary>
internal sealed class TransferDigest(BlobRequest request) : IContentDigest, IDisposable
{
    private readonly IncrementalHash md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
    private readonly string? announcedMd5 = request.Header("Content-MD5");
    private readonly string? announcedCrc = request.Header("x-ms-content-crc64");
    private readonly Crc64 crc = new();

    public byte[] Md5 { get; private set; } = [];

    public void Append(ReadOnlySpan<byte> bytes)
    {
        md5.AppendData(bytes);
        if (announcedCrc is not null)
            crc.Append(bytes);
    }

    /// <summary>Reads the request's whole body.</summary>
    public async Task<BlobSegment> ReceiveAsync(CancellationToken ct)
    {
        var segment = await BlobSegment.ReadAsync(request.Body, this, ct);
        Md5 = md5.GetHashAndReset();
        if (announcedMd5 is not null && announcedMd5 != Convert.ToBase64String(Md5))
            throw new BlobErrorException(400, "Md5Mismatch", "The MD5 value specified in the request did not match with the MD5 value calculated by the server.");
        if (announcedCrc is not null && announcedCrc != crc.ToBase64())
            throw new BlobErrorException(400, "Crc64Mismatch", "The CRC64 value specified in the request did not match with the CRC64 value calculated by the server.");
        return segment;
    }

    /// <summary>Says which checksum was computed, as the client asked.</summary>
    public BlobResponse Tell(BlobResponse response) => announcedCrc is not null
        ? response.With("x-ms-content-crc64", announcedCrc)
        : response.With("Content-MD5", Convert.ToBase64String(Md5));

    public void Dispose() => md5.Dispose();
}
