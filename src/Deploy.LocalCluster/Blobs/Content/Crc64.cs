using System.Buffers.Binary;

namespace Deploy.LocalCluster.Blobs.Content;

/// <summary>The CRC-64 of Azure Storage (reflected polynomial 0x9A6C9329AC4BC9B5, as in NVMe), 8 little-endian bytes.</summary>
internal sealed class Crc64
{
    private static readonly ulong[] Table = MakeTable();
    private ulong state = ulong.MaxValue;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        var crc = state;
        foreach (var b in bytes)
            crc = Table[(byte)(crc ^ b)] ^ (crc >> 8);
        state = crc;
    }

    public byte[] Value()
    {
        var bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, ~state);
        return bytes;
    }

    private static ulong[] MakeTable()
    {
        var table = new ulong[256];
        for (var i = 0u; i < table.Length; i++)
        {
            ulong crc = i;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0x9A6C9329AC4BC9B5;
            table[i] = crc;
        }
        return table;
    }
}
