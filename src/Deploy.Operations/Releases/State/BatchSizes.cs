namespace Deploy.Operations.Releases.State;

/// <summary>How many replicas are new after each batch. Worked out from the wanted count at that moment, so that a scale in the middle is followed. Pure.</summary>
internal static class BatchSizes
{
    /// <summary>Replicas that are new once a batch is complete.</summary>
    /// <param name="batch">From 0 (none) up; beyond the last all are new.</param>
    internal static int After(ReleaseRecord release, int batch, int desired)
    {
        if (batch <= 0)
            return 0;
        var count = (release.BatchSize, release.BatchPercent, release.BatchCount) switch
        {
            ({ } size, _, _) => Math.Max(1L, size) * batch,
            (_, { } percent, _) => Share(desired, Math.Max(1, percent), 100) * batch,
            (_, _, { } batches) when Math.Clamp(batches, 1, Math.Max(1, desired)) is var parts => Share(desired, Math.Min(batch, parts), parts),
            _ => Automatic(batch, desired),
        };
        return (int)Math.Clamp(count, 0, desired);
    }

    internal static int Total(ReleaseRecord release, int desired)
    {
        var batch = 1;
        while (After(release, batch, desired) < desired)
            batch++;
        return batch;
    }

    // A first batch of about a tenth to look at, then three even ones.
    private static long Automatic(int batch, int desired)
    {
        var first = Share(desired, 1, 10);
        return first + Share(Math.Max(0, desired - first), Math.Min(batch - 1, 3), 3);
    }

    private static long Share(long total, long part, long whole) => (total * part + whole - 1) / whole;
}
