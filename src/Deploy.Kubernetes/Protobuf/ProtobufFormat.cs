namespace Deploy.Kubernetes.Protobuf;

/// <summary>The binary form of answers and bodies: four bytes, then an envelope whose field 2 is the object or the list.</summary>
public static class ProtobufFormat
{
    /// <summary>How HTTP headers name it.</summary>
    public const string MediaType = "application/vnd.kubernetes.protobuf";

    /// <summary>What every body begins with.</summary>
    public static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    /// <summary>The object inside a whole body; empty where the envelope has none.</summary>
    /// <exception cref="InvalidDataException">The bytes are no such body.</exception>
    public static ReadOnlySpan<byte> Open(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith(Magic))
            throw new InvalidDataException("The answer does not begin as a Kubernetes message does.");
        var envelope = new WireReader(body[Magic.Length..]);
        ReadOnlySpan<byte> content = default;
        while (envelope.Read())
        {
            if (envelope.Field == 2)
                content = envelope.Bytes;
        }
        return content;
    }
}
