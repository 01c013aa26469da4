using System.Buffers;

namespace Deploy.Kubernetes.Transport;

/// <summary>A window on a stream that grows only when one value does not fit.</summary>
internal sealed class ReadBuffer(Stream stream, int size, IdleLimit? idle = null) : IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(size);
    private int _start;
    private int _end;

    internal ReadOnlySpan<byte> Unread => _bytes.AsSpan(_start, _end - _start);

    internal void Advance(int count) => _start += count;

    /// <summary>Reads more behind what is unread. False at the end of the stream.</summary>
    internal async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        var read = idle is null
            ? await stream.ReadAsync(_bytes.AsMemory(_end), cancellationToken)
            : await idle.ReadAsync(stream, _bytes.AsMemory(_end), cancellationToken);
        _end += read;
        return read > 0;
    }

    public void Dispose()
    {
        idle?.Dispose();
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _start = _end = 0;
    }

    private void MakeRoom()
    {
        if (_start == _end)
            _start = _end = 0;
        if (_end < _bytes.Length)
            return;
        var unread = _end - _start;
        // Moving is enough while it leaves at least half of the window free.
        var target = unread > _bytes.Length / 2 ? ArrayPool<byte>.Shared.Rent(_bytes.Length * 2) : _bytes;
        Buffer.BlockCopy(_bytes, _start, target, 0, unread);
        if (!ReferenceEquals(target, _bytes))
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = target;
        }
        (_start, _end) = (0, unread);
    }
}
