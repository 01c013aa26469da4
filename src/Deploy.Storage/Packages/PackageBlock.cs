using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Deploy.Storage.Packages;

/// <summary>
/// One block of an upload. Its id holds its place and the digest of its content, so that a resumed upload
/// recognises what is already there, and never takes over a block of other content.
/// </summary>
internal sealed record PackageBlock(int Index, byte[] Buffer, int Length)
{
    public string Id { get; } = MakeId(Index, Buffer.AsSpan(0, Length));

    public Stream Open() => new MemoryStream(Buffer, 0, Length, writable: false);

    private static string MakeId(int index, ReadOnlySpan<byte> content)
    {
        Span<byte> id = stackalloc byte[sizeof(int) + SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt32BigEndian(id, index);
        SHA256.HashData(content, id[sizeof(int)..]);
        return Convert.ToBase64String(id);
    }
}
