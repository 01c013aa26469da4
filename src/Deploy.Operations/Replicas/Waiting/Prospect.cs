namespace Deploy.Operations.Replicas.Waiting;

/// <summary>Whether something can still become well.</summary>
/// <param name="Hopeless">True where it cannot without help.</param>
/// <param name="HopelessAt">When it counts as hopeless if nothing changes; null when time alone does not decide.</param>
/// <param name="Cause">Why, where it is not a replica's own cause.</param>
internal readonly record struct Prospect(bool Hopeless, DateTimeOffset? HopelessAt = null, Cause? Cause = null)
{
    public static Prospect Good => new(false);

    public static Prospect None => new(true);

    /// <summary>Hopeless from a moment on; a time that is not known starts now, so that a grace is always given.</summary>
    public static Prospect After(DateTimeOffset? since, TimeSpan grace, DateTimeOffset now, Cause? cause = null)
    {
        var end = Moments.Plus(since ?? now, grace);
        return new(now >= end, end, cause);
    }
}
