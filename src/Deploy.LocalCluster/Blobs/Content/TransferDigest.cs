using System.Security.Cryptography;
using Deploy.LocalCluster.Blobs.Protocol;

namespace Deploy.LocalCluster.Blobs.Content;

/// <summary>Takes in a body while it is read.</summary>
internal interface IContentDigest
{
    void Append(ReadOnlySpan<byte> bytes);
}

/// <summary>
/// Reads a request's body, computes the checksum that the client announced for it, and refuses a body that differs:
/// nothing is stored of what was damaged on its way.
/// </summary>
internal sealed class TransferDigest : IContentDigest, IDisposable
{
    private const string Md5Header = "Content-MD5";
    private const string CrcHeader = "x-ms-content-crc64";
    private readonly BlobRequest request;
    private readonly byte[]? announcedMd5;
    private readonly byte[]? announcedCrc;
    private readonly IncrementalHash? md5;
    private readonly Crc64? crc;

    private TransferDigest(BlobRequest request, string? md5Header, bool wholeBlob)
    {
        this.request = request;
        announcedMd5 = md5Header is null ? null : Bytes(md5Header, MD5.HashSizeInBytes) ?? throw BlobErrors.InvalidMd5();
        var crcHeader = request.Header(CrcHeader);
        announcedCrc = crcHeader is null ? null : Bytes(crcHeader, sizeof(ulong)) ?? throw BlobErrors.Invalid(CrcHeader);
        if (announcedMd5 is not null && announcedCrc is not null)
            throw BlobErrors.TwoChecksums();
        // A whole blob keeps its MD5 as a property. Whoever announces none for a part is told its CRC-64.
        md5 = wholeBlob || announcedMd5 is not null ? IncrementalHash.CreateHash(HashAlgorithmName.MD5) : null;
        crc = announcedCrc is not null || !wholeBlob && announcedMd5 is null ? new() : null;
    }

    public string? Md5 { get; private set; }

    /// <summary>For a body that is a whole blob. The MD5 that the blob is to keep comes before the one of the transfer.</summary>
    public static TransferDigest OfBlob(BlobRequest request) => new(request, request.Header("x-ms-blob-content-md5") ?? request.Header(Md5Header), wholeBlob: true);

    /// <summary>For a body that is a block, or a list of blocks.</summary>
    public static TransferDigest OfPart(BlobRequest request) => new(request, request.Header(Md5Header), wholeBlob: false);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        md5?.AppendData(bytes);
        crc?.Append(bytes);
    }

    /// <summary>Reads the whole body.</summary>
    public async Task<BlobSegment> ReceiveAsync(CancellationToken ct)
    {
        var segment = await BlobSegment.ReadAsync(request.Body, this, ct);
        var computed = md5?.GetHashAndReset();
        Md5 = computed is null ? null : Convert.ToBase64String(computed);
        if (announcedMd5 is not null && !announcedMd5.AsSpan().SequenceEqual(computed))
            throw BlobErrors.Mismatch("MD5", "Md5Mismatch");
        if (announcedCrc is not null && !announcedCrc.AsSpan().SequenceEqual(crc!.Value()))
            throw BlobErrors.Mismatch("CRC64", "Crc64Mismatch");
        return segment;
    }

    /// <summary>Says which checksum was computed.</summary>
    public BlobResponse Tell(BlobResponse response) => response
        .With(Md5Header, Md5).With(CrcHeader, crc is null ? null : Convert.ToBase64String(crc.Value()));

    public void Dispose() => md5?.Dispose();

    private static byte[]? Bytes(string base64, int length)
    {
        var bytes = new byte[length + 2];
        return Convert.TryFromBase64String(base64, bytes, out var written) && written == length ? bytes[..length] : null;
    }
}
