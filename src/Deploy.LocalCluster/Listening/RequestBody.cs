using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace Deploy.LocalCluster.Listening;

/// <summary>The body of a request: as many bytes as its head says, or chunks until the last one.</summary>
internal sealed class RequestBody(PipeReader reader, long length, bool isChunked) : ReadOnlyBody
{
    private const int LongestLine = 1024;

    /// <summary>Bytes left of the body, or of the present chunk.</summary>
    private long left = isChunked ? 0 : length;

    private bool atEnd = !isChunked && length == 0;
    private bool behindChunk;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (atEnd || buffer.IsEmpty) return 0;
        if (left == 0 && !await NextChunkAsync(cancellationToken)) return 0;
        var result = await reader.ReadAsync(cancellationToken);
        if (result.Buffer.IsEmpty) throw new IOException("the request ended within its body");
        var taken = result.Buffer.Slice(0, Math.Min(Math.Min(result.Buffer.Length, left), buffer.Length));
        taken.CopyTo(buffer.Span);
        reader.AdvanceTo(taken.End);
        left -= taken.Length;
        if (left == 0 && !isChunked) atEnd = true;
        return (int)taken.Length;
    }

    /// <summary>Reads what the endpoint has left over, so that the next request can follow; false when that is too much.</summary>
    public async Task<bool> SkipAsync(int most, CancellationToken ct)
    {
        var scratch = new byte[8 * 1024];
        int read;
        while ((read = await ReadAsync(scratch, ct)) > 0)
        {
            most -= read;
            if (most < 0) return false;
        }

        return true;
    }

    private async Task<bool> NextChunkAsync(CancellationToken ct)
    {
        if (behindChunk) await LineAsync(ct);
        behindChunk = true;
        var size = (await LineAsync(ct)).Split(';')[0].Trim();
        if (!long.TryParse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out left) || left < 0) throw new IOException("the size of a chunk is no number");
        if (left > 0) return true;
        while ((await LineAsync(ct)).Length > 0)
        {
            // Trailing fields mean nothing here.
        }

        atEnd = true;
        return false;
    }

    private async Task<string> LineAsync(CancellationToken ct)
    {
        while (true)
        {
            var result = await reader.ReadAsync(ct);
            if (result.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = Encoding.Latin1.GetString(result.Buffer.Slice(0, end)).TrimEnd('\r');
                reader.AdvanceTo(result.Buffer.GetPosition(1, end));
                return line;
            }

            if (result.IsCompleted || result.Buffer.Length > LongestLine) throw new IOException("the request ended within its body");
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }
}
