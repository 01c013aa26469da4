using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster.Api;

/// <summary>Objects as they are: their stored bytes, copied.</summary>
internal sealed class FullView : ObjectView
{
    private const int ChunkBytes = 64 * 1024;

    public static FullView Instance { get; } = new();

    public override ReadOnlyMemory<byte> One(ResourceKind kind, StoredObject item) => item.Bytes;

    public override Task WriteListAsync(Stream body, ResourceKind kind, ListPage page, CancellationToken ct) =>
        WriteListAsync(body, ListHead(kind.ApiVersion, kind.Kind + "List", page), page.Items.Select(item => item.BareRest), ct, "{"u8.ToArray());

    internal static async Task WriteListAsync(Stream body, byte[] head, IEnumerable<ReadOnlyMemory<byte>> items, CancellationToken ct, byte[]? before = null)
    {
        // Flushed, not disposed: the body belongs to whoever carries the answer.
        var buffered = new BufferedStream(body, ChunkBytes);
        buffered.Write(head);
        buffered.Write(",\"items\":["u8);
        var first = true;
        foreach (var item in items)
        {
            if (!first) buffered.WriteByte((byte)',');
            first = false;
            if (before is not null) buffered.Write(before);
            await buffered.WriteAsync(item, ct);
        }

        buffered.Write("]}\n"u8);
        await buffered.FlushAsync(ct);
    }
}
