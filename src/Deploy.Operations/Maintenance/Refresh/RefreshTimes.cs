using Deploy.Storage.Packages;

namespace Deploy.Operations.Maintenance.Refresh;

/// <summary>The moments that a refresh at a given time goes by. Pure.</summary>
/// <param name="DueBefore">URLs that expire before this are renewed.</param>
/// <param name="Expiry">When new URLs expire.</param>
internal sealed record RefreshTimes(DateTimeOffset DueBefore, DateTimeOffset Expiry)
{
    /// <param name="now">The moment that decides what is due.</param>
    /// <param name="clock">The moment at which is signed; another one only when a run is asked to look ahead.</param>
    /// <param name="options">Window and lifetime.</param>
    /// <param name="maximum">The longest that the store can sign for.</param>
    public static RefreshTimes At(DateTimeOffset now, DateTimeOffset clock, UrlRefreshOptions options, TimeSpan maximum)
    {
        var expiry = UrlLifetime.Expiry(clock, options.Lifetime, maximum);
        var life = expiry - clock;
        // A window as long as the life itself would renew everything at every run.
        var window = options.Window < life ? options.Window : life / 3;
        return new(now + window, expiry);
    }
}
