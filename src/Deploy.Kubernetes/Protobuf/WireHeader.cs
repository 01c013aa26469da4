using System.Runtime.InteropServices;

namespace Deploy.Kubernetes.Protobuf;

/// <summary>The start of a field: its number, the bytes of its header, and how many bytes follow.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct WireHeader(int Field, int Size, int Length)
{
    private const int LongestVarint = 10;

    /// <summary>Reads a header that may not have arrived wholly; false then.</summary>
    /// <exception cref="InvalidDataException">The bytes are no field.</exception>
    internal static bool TryRead(ReadOnlySpan<byte> bytes, out WireHeader header)
    {
        header = default;
        if (!TryVarint(bytes, out var tag, out var size))
            return false;
        var (field, length) = ((int)(tag >> 3), 0);
        switch (tag & 7)
        {
            case 0:
            case 2:
                if (!TryVarint(bytes[size..], out var value, out var more))
                    return false;
                size += more;
                length = (tag & 7) == 0 ? 0 : value <= int.MaxValue ? (int)value : throw new InvalidDataException("A field is too long.");
                break;
            case 1:
                length = 8;
                break;
            case 5:
                length = 4;
                break;
            default:
                throw new InvalidDataException($"Wire type {tag & 7} is not known.");
        }
        header = new WireHeader(field, size, length);
        return true;
    }

    private static bool TryVarint(ReadOnlySpan<byte> bytes, out ulong value, out int size)
    {
        value = 0;
        for (size = 0; size < bytes.Length;)
        {
            value |= (ulong)(bytes[size] & 0x7f) << (7 * size);
            if (bytes[size++] < 0x80)
                return true;
            if (size == LongestVarint)
                throw new InvalidDataException("A number is too long.");
        }
        return false;
    }
}
