using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace Deploy.Operations.Tests.Packages;

/// <summary>Makes zip files, sound ones and such as no tool would write.</summary>
internal static class Zips
{
    public static byte[] Of(params (string Name, string Content)[] entries) => Of(entries.Select(e => (e.Name, Encoding.UTF8.GetBytes(e.Content))));

    public static byte[] Of(IEnumerable<(string Name, byte[] Content)> entries, int attributes = 0)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                var entry = zip.CreateEntry(name);
                entry.ExternalAttributes = attributes;
                // The same entries give the same bytes, whenever they are zipped.
                entry.LastWriteTime = new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);
                using var stream = entry.Open();
                stream.Write(content);
            }
        }
        return bytes.ToArray();
    }

    public static byte[] Biz(string name = "orders", string version = "1.0.0") => Of(
        ("META-INF/MANIFEST.MF", $"Manifest-Version: 1.0\r\nArk-Biz-Name: {name}\r\nArk-Biz-Version: {version}\r\n\r\nName: x\r\nArk-Biz-Name: other\r\n"),
        ("com/example/Orders.class", "not really a class"));

    /// <summary>One stored content that the directory lists many times, as overlapping zip bombs do.</summary>
    public static byte[] Overlapping(int times)
    {
        var content = new byte[10_000];
        var bytes = new MemoryStream();
        bytes.Write(Header(0x04034b50, "a0000", content, offset: null));
        bytes.Write(content);
        var directory = bytes.Position;
        for (var i = 0; i < times; i++)
            bytes.Write(Header(0x02014b50, $"a{i:0000}", content, offset: 0));
        var end = new byte[22];
        BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06054b50);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(8), (ushort)times);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(10), (ushort)times);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(12), (uint)(bytes.Position - directory));
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(16), (uint)directory);
        bytes.Write(end);
        return bytes.ToArray();
    }

    private static byte[] Header(uint signature, string name, byte[] content, uint? offset)
    {
        var central = offset is not null;
        var header = new byte[(central ? 46 : 30) + name.Length];
        var at = header.AsSpan(central ? 6 : 4);
        BinaryPrimitives.WriteUInt32LittleEndian(header, signature);
        BinaryPrimitives.WriteUInt16LittleEndian(at, 20);
        BinaryPrimitives.WriteUInt32LittleEndian(at[10..], Crc32.HashToUInt32(content));
        BinaryPrimitives.WriteUInt32LittleEndian(at[14..], (uint)content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(at[18..], (uint)content.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(at[22..], (ushort)name.Length);
        Encoding.ASCII.GetBytes(name, header.AsSpan(header.Length - name.Length));
        return header;
    }
}
