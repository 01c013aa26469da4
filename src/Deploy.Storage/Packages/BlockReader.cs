using System.Buffers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Deploy.Storage.Packages;

/// <summary>Cuts a stream into blocks and digests it as a whole on the way. Each block's buffer is the consumer's to return.</summary>
internal sealed class BlockReader(Stream content, int blockSize) : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public List<string> Ids { get; } = [];

    public long Length { get; private set; }

    public string Sha256() => Convert.ToHexStringLower(hash.GetCurrentHash());

    public async IAsyncEnumerable<PackageBlock> ReadAsync([EnumeratorCancellation] CancellationToken ct = default)
    {
        while (true)
        {
            var buffer = ArrayPool<byte>.Shared.Rent(blockSize);
            var read = await content.ReadAtLeastAsync(buffer.AsMemory(0, blockSize), blockSize, throwOnEndOfStream: false, ct);
            if (read == 0)
            {
                ArrayPool<byte>.Shared.Return(buffer);
                yield break;
            }
            hash.AppendData(buffer, 0, read);
            Length += read;
            var block = new PackageBlock(Ids.Count, buffer, read);
            Ids.Add(block.Id);
            yield return block;
        }
    }

    public void Dispose() => hash.Dispose();
}
