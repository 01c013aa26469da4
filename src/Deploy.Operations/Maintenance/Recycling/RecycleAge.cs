using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Deploy.Operations.Maintenance.Recycling;

/// <summary>At which age a replica goes. Pure: the same replica always gets the same answer.</summary>
internal static class RecycleAge
{
    /// <summary>Whether a replica is to be replaced for its age.</summary>
    public static bool IsOver(ReplicaFact replica, RecycleOptions options, DateTimeOffset now)
    {
        if (options.CreatedBefore is { } bound && replica.CreatedOn >= bound)
            return false;
        var age = now - replica.CreatedOn;
        // Most are too young whatever their share of the jitter is.
        return age >= options.MaxAge * (1 - Jitter(options)) && age >= Limit(replica.Uid, options);
    }

    public static TimeSpan Limit(string uid, RecycleOptions options)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(uid), digest);
        var share = BinaryPrimitives.ReadUInt32BigEndian(digest) / (double)uint.MaxValue;
        return options.MaxAge * (1 - Jitter(options) * share);
    }

    private static double Jitter(RecycleOptions options) => Math.Clamp(options.Jitter, 0, 0.9);
}
