namespace Deploy.Kubernetes.Tests.Transport;

/// <summary>Gives out its bytes in pieces of the given sizes, again and again.</summary>
internal sealed class CutStream(byte[] bytes, int[] cuts) : MemoryStream(bytes)
{
    private int _next;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(Read(buffer.Span[..Math.Min(buffer.Length, cuts[_next++ % cuts.Length])]));
}
