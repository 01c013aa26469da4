using System.Globalization;
using Deploy.LocalCluster.Blobs.Protocol;

namespace Deploy.LocalCluster.Blobs.Operations;

/// <summary>A range of bytes, both ends included; without an end up to the last.</summary>
internal sealed record ByteRange(long From, long? To)
{
    public static ByteRange? Parse(string? header)
    {
        if (header is null)
            return null;
        var ends = header.StartsWith("bytes=", StringComparison.Ordinal) ? header[6..].Split('-') : [];
        if (ends.Length != 2 || !long.TryParse(ends[0], CultureInfo.InvariantCulture, out var from))
            throw BlobErrors.Invalid("x-ms-range");
        if (ends[1].Length == 0)
            return new(from, null);
        return long.TryParse(ends[1], CultureInfo.InvariantCulture, out var to) && to >= from ? new(from, to) : throw BlobErrors.Invalid("x-ms-range");
    }
}
