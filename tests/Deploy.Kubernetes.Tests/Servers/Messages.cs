using System.Text;

namespace Deploy.Kubernetes.Tests.Servers;

/// <summary>Answers in the binary form as a server writes it.</summary>
internal static class Messages
{
    public const string Header = "Content-Type: application/vnd.kubernetes.protobuf";

    /// <summary>A body: the four bytes and the envelope with its type, the content and what nobody uses.</summary>
    internal static byte[] Body(string kind, byte[] content) =>
        [.. "k8s\0"u8, .. Field(1, [.. Text(1, "v1"), .. Text(2, kind)]), .. Field(2, content), .. Text(3, ""), .. Text(4, "")];

    internal static byte[] List(string version, string? next, params byte[][] items) =>
        Body("PodList", [.. Field(1, [.. Text(1, ""), .. Text(2, version), .. Text(3, next ?? "")]), .. items.SelectMany(item => Field(2, item)), .. Text(9, "unknown")]);

    /// <summary>An object that has a name and nothing else that is known.</summary>
    internal static byte[] Pod(string name, int padding = 0) => [.. Field(1, [.. Text(1, name), .. Text(4, "/self")]), .. Text(77, new string('x', padding))];

    internal static byte[] Status(int code, string reason, string message) => Body("Status",
        [.. Field(1, Text(3, "goes-on")), .. Text(2, "Failure"), .. Text(3, message), .. Text(4, reason), .. Field(5, [.. Text(1, "n"), .. Field(4, Text(1, "DisruptionBudget")), 5 << 3, 7]), 6 << 3, .. Varint((ulong)code)]);

    internal static byte[] Text(int number, string text) => Field(number, Encoding.UTF8.GetBytes(text));

    internal static byte[] Field(int number, byte[] content) => [.. Varint(((ulong)number << 3) | 2), .. Varint((ulong)content.Length), .. content];

    internal static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        return [.. bytes, (byte)value];
    }
}
