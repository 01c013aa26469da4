using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Api;

/// <summary>Objects as they are: their stored bytes, copied.</summary>
internal sealed class FullView : ObjectView
{
    private const int ChunkBytes = 64 * 1024;
    private static readonly byte[] Begin = [.. ",\"items\":["u8];
    private static readonly byte[] Separator = [(byte)','];
    private static readonly byte[] End = [.. "]}\n"u8];

    public static FullView Instance { get; } = new();

    public override ReadOnlyMemory<byte> One(ResourceKind kind, StoredObject item) => item.Bytes;

    public override Task WriteListAsync(Stream body, ResourceKind kind, ListPage page, CancellationToken ct) =>
        WriteListAsync(body, ListHead(kind.ApiVersion, kind.Kind + "List", page), page.Items.Select(item => item.BareRest), ct, "{"u8.ToArray());

    internal static async Task WriteListAsync(Stream body, byte[] head, IEnumerable<ReadOnlyMemory<byte>> items, CancellationToken ct, byte[]? before = null)
    {
        // Flushed, not disposed: the body belongs to whoever carries the answer. It may be full at any byte and takes no synchronous write.
        var buffered = new BufferedStream(body, ChunkBytes);
        await buffered.WriteAsync(head, ct);
        await buffered.WriteAsync(Begin, ct);
        var first = true;
        foreach (var item in items)
        {
            if (!first) await buffered.WriteAsync(Separator, ct);
            first = false;
            if (before is not null) await buffered.WriteAsync(before, ct);
            await buffered.WriteAsync(item, ct);
        }

        await buffered.WriteAsync(End, ct);
        await buffered.FlushAsync(ct);
    }
}
