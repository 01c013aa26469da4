namespace Deploy.Storage.Packages;

/// <summary>What is known of a package before it is uploaded.</summary>
public sealed record PackageUpload
{
    /// <summary>Where it goes.</summary>
    public required PackageAddress Address { get; init; }

    /// <summary>SHA-256 of the whole file, 64 hexadecimal digits. The upload is refused when the content differs.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Size of the file in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Who uploads it.</summary>
    public required string By { get; init; }

    /// <summary>The environment (cluster and namespace, say) that it is uploaded for; empty for all.</summary>
    public string Environment { get; init; } = "";

    /// <summary>Bytes per block. Range 64 KiB to 100 MiB, default 4 MiB; raised by itself so that 50,000 blocks suffice.</summary>
    public int BlockSize { get; init; } = 4 << 20;

    /// <summary>Blocks under way at once. Range 1 to 32, default 4.</summary>
    public int Parallel { get; init; } = 4;

    /// <summary>Whether the stored blob is read back and its digest compared. Default true.</summary>
    public bool ReadBack { get; init; } = true;
}
