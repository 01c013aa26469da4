namespace Deploy.Kubernetes.Protobuf;

/// <summary>Reads one object from its message; fields that it does not know are skipped.</summary>
/// <exception cref="InvalidDataException">The bytes are no message.</exception>
public delegate T DecodeMessage<out T>(ReadOnlySpan<byte> message);
