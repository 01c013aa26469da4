using System.Security.Cryptography;

namespace Deploy.Storage.Packages;

/// <summary>Copies a stream and returns the SHA-256 of what went through.</summary>
internal static class DigestingCopy
{
    private const int BufferSize = 128 << 10;

    public static async Task<string> RunAsync(Stream from, Stream to, long total, IProgress<TransferProgress>? progress, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferSize];
        long done = 0;
        int read;
        while ((read = await from.ReadAsync(buffer, ct)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            await to.WriteAsync(buffer.AsMemory(0, read), ct);
            done += read;
            progress?.Report(new(done, total));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
