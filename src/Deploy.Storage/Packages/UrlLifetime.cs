using Deploy.Storage.Faults;

namespace Deploy.Storage.Packages;

/// <summary>How long a signed URL lives.</summary>
public static class UrlLifetime
{
    /// <summary>The longest that is given out: 90 days.</summary>
    public static readonly TimeSpan Maximum = TimeSpan.FromDays(90);

    /// <summary>The longest that a signature by identity (user delegation) can live: 7 days, a limit of the store.</summary>
    public static readonly TimeSpan DelegationMaximum = TimeSpan.FromDays(7);

    /// <summary>Signatures begin this long in the past, since clocks differ: 15 minutes.</summary>
    public static readonly TimeSpan StartSkew = TimeSpan.FromMinutes(15);

    /// <summary>
    /// When a URL signed now expires: whole seconds, capped by what the kind of signature allows.
    /// </summary>
    /// <exception cref="StorageException">The lifetime is not positive or over 90 days (<c>OtherUpstream.InvalidParameter</c>).</exception>
    public static DateTimeOffset Expiry(DateTimeOffset now, TimeSpan lifetime, TimeSpan cap)
    {
        if (lifetime <= TimeSpan.Zero || lifetime > Maximum)
        {
            throw new StorageException(StoreFault.Invalid, $"A signed URL cannot live for {lifetime}.",
                "Give a lifetime of more than zero and at most 90 days.");
        }
        var expiry = now + (lifetime < cap ? lifetime : cap);
        return expiry.AddTicks(-(expiry.Ticks % TimeSpan.TicksPerSecond));
    }

    /// <summary>Reads when a signed URL expires (its <c>se</c> parameter); null when it carries no signature.</summary>
    public static DateTimeOffset? Read(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        foreach (var pair in url.Query.TrimStart('?').Split('&'))
        {
            if (pair.StartsWith("se=", StringComparison.Ordinal)
                && DateTimeOffset.TryParse(Uri.UnescapeDataString(pair[3..]), null, System.Globalization.DateTimeStyles.AssumeUniversal, out var expiry))
                return expiry.ToUniversalTime();
        }
        return null;
    }
}
