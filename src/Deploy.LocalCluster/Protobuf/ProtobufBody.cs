using System.Text.Json.Nodes;
using Deploy.Kubernetes.Protobuf;

namespace Deploy.LocalCluster.Protobuf;

/// <summary>Bodies in the binary form that kubectl's typed commands (create, drain, auth) send; answers are always JSON, which they accept.</summary>
internal static class ProtobufBody
{
    /// <exception cref="InvalidDataException">The bytes are no such body, or one of a type that is not in the table.</exception>
    public static JsonObject Read(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith(ProtobufFormat.Magic)) throw new InvalidDataException("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        var envelope = new WireReader(body[ProtobufFormat.Magic.Length..]);
        var (apiVersion, kind) = ("", "");
        ReadOnlySpan<byte> content = default;
        while (envelope.Read())
        {
            if (envelope.Field == 1) (apiVersion, kind) = TypeOf(envelope.Bytes);
            else if (envelope.Field == 2) content = envelope.Bytes;
        }

        var item = MessageDecoder.Decode(kind, content);
        item.Insert(0, "apiVersion", apiVersion);
        item.Insert(0, "kind", kind);
        return item;
    }

    private static (string ApiVersion, string Kind) TypeOf(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        var (apiVersion, kind) = ("", "");
        while (reader.Read())
        {
            if (reader.Field == 1) apiVersion = reader.Text;
            else if (reader.Field == 2) kind = reader.Text;
        }

        return (apiVersion, kind);
    }
}
