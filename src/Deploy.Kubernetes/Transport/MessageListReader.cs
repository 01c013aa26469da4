using System.Runtime.CompilerServices;
using Deploy.Kubernetes.Models;
using Deploy.Kubernetes.Protobuf;

namespace Deploy.Kubernetes.Transport;

/// <summary>A list in the binary form: within the envelope a message whose field 1 is its metadata and whose field 2 is an item, repeated.</summary>
internal sealed class MessageListReader<T>(ReadBuffer buffer, DecodeMessage<T> decode) : IListReader<T>
{
    private const int MetadataField = 1;
    private const int ContentField = 2;

    private bool _begun;
    private bool _seen;
    private long _left;
    private long _skip;

    public ListMeta Metadata { get; private set; } = new();

    private bool IsComplete => _begun && _seen && _left == 0 && _skip == 0 && buffer.Unread.IsEmpty;

    /// <exception cref="InvalidDataException">The answer is no list, or ends too early.</exception>
    public async IAsyncEnumerable<T> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            while (TryNext(out var item))
                yield return item;
            if (await buffer.FillAsync(cancellationToken))
                continue;
            if (!IsComplete)
                throw new InvalidDataException("The list ended too early.");
            yield break;
        }
    }

    private bool TryNext(out T item)
    {
        item = default!;
        while (TryBegin() && TrySkip() && WireHeader.TryRead(buffer.Unread, out var part))
        {
            if (_left > 0 ? TryPart(part, ref item, out var complete) : TryEnvelope(part, out complete))
                return true;
            if (!complete)
                return false;
        }
        return false;
    }

    // A field of the envelope: the list is entered, anything else skipped.
    private bool TryEnvelope(WireHeader part, out bool complete)
    {
        complete = true;
        buffer.Advance(part.Size);
        if (part.Field == ContentField)
            (_seen, _left) = (true, part.Length);
        else
            _skip = part.Length;
        return false;
    }

    private bool TryPart(WireHeader part, ref T item, out bool complete)
    {
        var size = part.Size + (long)part.Length;
        if (size > _left)
            throw new InvalidDataException("An item is longer than its list.");
        complete = part.Field is not (MetadataField or ContentField) || buffer.Unread.Length >= size;
        if (!complete)
            return false;
        _left -= size;
        if (part.Field is not (MetadataField or ContentField))
        {
            buffer.Advance(part.Size);
            _skip = part.Length;
            return false;
        }
        var body = buffer.Unread.Slice(part.Size, part.Length);
        if (part.Field == MetadataField)
            Metadata = StatusMessage.ReadList(body);
        else
            item = decode(body);
        buffer.Advance((int)size);
        return part.Field == ContentField;
    }

    private bool TryBegin()
    {
        if (_begun)
            return true;
        var magic = ProtobufFormat.Magic;
        var unread = buffer.Unread;
        if (!unread.StartsWith(magic[..Math.Min(magic.Length, unread.Length)]))
            throw new InvalidDataException("The answer does not begin as a Kubernetes message does.");
        if (unread.Length < magic.Length)
            return false;
        buffer.Advance(magic.Length);
        return _begun = true;
    }

    private bool TrySkip()
    {
        var step = (int)Math.Min(_skip, buffer.Unread.Length);
        buffer.Advance(step);
        _skip -= step;
        return _skip == 0;
    }
}
