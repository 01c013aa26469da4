using Deploy.Kubernetes.Models;

namespace Deploy.Kubernetes;

/// <summary>
/// Whether a lease of another's may be taken. Machines' clocks differ, so the time in a lease says nothing to another machine: what
/// counts is for how long it was seen unchanged by one's own clock. Whoever holds a lease renews it well before others may take it, and
/// stops what it guards when that fails for <see cref="Usable"/> of its duration: the rest is for what is on its way already.
/// </summary>
public sealed class LeaseObservation(TimeProvider time)
{
    private string? _seen;
    private long _since;

    /// <summary>Takes note of the lease as it was just read. How long until it may be taken; zero: now.</summary>
    /// <param name="lease">As the server returned it.</param>
    /// <param name="otherwise">How long one lasts that does not say so itself.</param>
    public TimeSpan Left(Lease lease, TimeSpan otherwise)
    {
        ArgumentNullException.ThrowIfNull(lease);
        if (string.IsNullOrEmpty(lease.Spec.HolderIdentity))
            return TimeSpan.Zero;
        var seen = $"{lease.Metadata.Uid}/{lease.Metadata.ResourceVersion}";
        if (seen != _seen)
            (_seen, _since) = (seen, time.GetTimestamp());
        var lasts = lease.Spec.LeaseDurationSeconds is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : otherwise;
        var left = lasts - time.GetElapsedTime(_since);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>For how long after its last renewal was sent a holder may go on.</summary>
    public static TimeSpan Usable(TimeSpan duration) => duration * 0.75;
}
