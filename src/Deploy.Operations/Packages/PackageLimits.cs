namespace Deploy.Operations.Packages;

/// <summary>What a package may be at most. Checked before anything is uploaded or changed.</summary>
public sealed record PackageLimits
{
    /// <summary>Bytes of the file. Range 1 KiB to 64 GiB, default 2 GiB.</summary>
    public long Size { get; init => field = Within(value, 1L << 10, 64L << 30); } = 2L << 30;

    /// <summary>Entries in it. Range 1 to 1,000,000, default 100,000.</summary>
    public int Entries { get; init => field = (int)Within(value, 1, 1_000_000); } = 100_000;

    /// <summary>Bytes that all entries unpack to. Range 1 KiB to 256 GiB, default 8 GiB.</summary>
    public long Unpacked { get; init => field = Within(value, 1L << 10, 256L << 30); } = 8L << 30;

    /// <summary>
    /// How many times larger an entry may unpack than it is packed, once it unpacks to more than 1 MiB. Range 2 to 1,030
    /// (deflate cannot do more), default 200.
    /// </summary>
    public int Ratio { get; init => field = (int)Within(value, 2, 1_030); } = 200;

    private static long Within(long value, long least, long most) => value >= least && value <= most
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"It must be from {least} to {most}.");
}
