namespace Deploy.Storage.Packages;

/// <summary>How far a transfer is.</summary>
/// <param name="Done">Bytes at the other side, those of an earlier broken transfer included.</param>
/// <param name="Total">Bytes in all.</param>
public sealed record TransferProgress(long Done, long Total);
