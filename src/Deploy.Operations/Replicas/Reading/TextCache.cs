using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Deploy.Operations.Replicas;

/// <summary>
/// Gives the same text again for the same bytes: label keys, node names, images and condition types are the same on thousands of
/// pods. A small table with one place per hash; what does not fit replaces what was there.
/// </summary>
internal static class TextCache
{
    private const int Places = 2048;
    private const int Longest = 128;

    [ThreadStatic]
    private static string?[]? _texts;

    public static string? Get(ref Utf8JsonReader reader)
    {
        if (reader.HasValueSequence || reader.ValueIsEscaped || reader.ValueSpan.Length is 0 or > Longest) return reader.GetString();
        ref var place = ref Place(reader.ValueSpan);
        if (place is not null && Ascii.Equals(reader.ValueSpan, place)) return place;
        return place = reader.GetString();
    }

    public static string Get(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is 0 or > Longest) return Encoding.UTF8.GetString(bytes);
        ref var place = ref Place(bytes);
        if (place is not null && Ascii.Equals(bytes, place)) return place;
        return place = Encoding.UTF8.GetString(bytes);
    }

    private static ref string? Place(ReadOnlySpan<byte> bytes) => ref (_texts ??= new string?[Places])[Hash(bytes) & (Places - 1)];

    private static int Hash(ReadOnlySpan<byte> bytes)
    {
        Span<byte> head = stackalloc byte[8];
        Span<byte> tail = stackalloc byte[8];
        bytes[..Math.Min(8, bytes.Length)].CopyTo(head);
        bytes[Math.Max(0, bytes.Length - 8)..].CopyTo(tail);
        var mixed = ((BinaryPrimitives.ReadUInt64LittleEndian(head) * 0x9E3779B97F4A7C15) ^ BinaryPrimitives.ReadUInt64LittleEndian(tail)) * 0xC2B2AE3D27D4EB4F;
        return (int)(mixed >> 40) ^ bytes.Length;
    }
}
