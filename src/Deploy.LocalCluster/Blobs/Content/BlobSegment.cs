using Microsoft.Win32.SafeHandles;

namespace Deploy.LocalCluster.Blobs.Content;

/// <summary>
/// Bytes that came in one request: in memory when few, otherwise in a temporary file that goes with its last reader.
/// </summary>
internal sealed class BlobSegment
{
    private const int MemoryLimit = 1 << 20;
    private readonly ReadOnlyMemory<byte> memory;
    private readonly SafeFileHandle? file;

    private BlobSegment(ReadOnlyMemory<byte> memory, SafeFileHandle? file, long length)
    {
        this.memory = memory;
        this.file = file;
        Length = length;
    }

    public long Length { get; }

    public static BlobSegment Of(ReadOnlyMemory<byte> bytes) => new(bytes, null, bytes.Length);

    public static async Task<BlobSegment> ReadAsync(Stream body, IContentDigest digest, CancellationToken ct)
    {
        var buffer = new byte[MemoryLimit];
        var read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        digest.Append(buffer.AsSpan(0, read));
        if (read < buffer.Length)
            return Of(buffer.AsMemory(0, read).ToArray());
        return await SpillAsync(buffer, body, digest, ct);
    }

    public async ValueTask<int> ReadAsync(long offset, Memory<byte> into, CancellationToken ct) =>
        file is null
            ? Read(offset, into.Span)
            : await RandomAccess.ReadAsync(file, into[..(int)Math.Min(into.Length, Length - offset)], offset, ct);

    public int Read(long offset, Span<byte> into)
    {
        if (file is not null)
            return RandomAccess.Read(file, into[..(int)Math.Min(into.Length, Length - offset)], offset);
        var part = memory[(int)offset..];
        part = part[..Math.Min(part.Length, into.Length)];
        part.Span.CopyTo(into);
        return part.Length;
    }

    private static async Task<BlobSegment> SpillAsync(byte[] first, Stream rest, IContentDigest digest, CancellationToken ct)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var spill = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        long length = first.Length;
        await RandomAccess.WriteAsync(spill, first, 0, ct);
        int read;
        while ((read = await rest.ReadAsync(first, ct)) > 0)
        {
            digest.Append(first.AsSpan(0, read));
            await RandomAccess.WriteAsync(spill, first.AsMemory(0, read), length, ct);
            length += read;
        }
        return new(default, spill, length);
    }
}
