namespace Deploy.Operations.Maintenance.Refresh;

/// <summary>When package URLs are renewed, and for how long.</summary>
public sealed record UrlRefreshOptions
{
    /// <summary>
    /// URLs that expire within this are renewed. Range over zero, default 30 days. Where new URLs live no longer than this
    /// (an identity signs for 7 days at most), a third of their life is taken instead.
    /// </summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Life of the new URLs. Range over zero to 90 days, default 90 days; shortened to what the store can sign.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How long to wait for a controller to take note of a pause. Default 30 s; then it is left paused for the next run.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>With less life left than this, even a workload with an open release is renewed. Default 1 day.</summary>
    public TimeSpan Urgent { get; init; } = TimeSpan.FromDays(1);
}
