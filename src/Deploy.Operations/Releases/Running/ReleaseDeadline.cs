namespace Deploy.Operations.Releases.Running;

/// <summary>
/// The end of a run's time. Loops look at the clock and end by themselves, with what they know; what hangs or is tried again and again
/// below them is cut off a second later.
/// </summary>
internal sealed class ReleaseDeadline : IDisposable
{
    private static readonly TimeSpan s_margin = TimeSpan.FromSeconds(1);

    // A timer takes no more; a run of weeks is looked after by the clock alone.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(40);

    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _limit;
    private readonly CancellationTokenSource _either;
    private readonly CancellationToken _user;

    /// <param name="timeout">From now on.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">The user's.</param>
    internal ReleaseDeadline(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        (Timeout, _time, _user) = (timeout, time, cancellationToken);
        At = Replicas.Moments.Plus(time.GetUtcNow(), timeout);
        _limit = new CancellationTokenSource(timeout > s_longest ? System.Threading.Timeout.InfiniteTimeSpan : timeout + s_margin, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token, cancellationToken);
    }

    internal TimeSpan Timeout { get; }

    internal DateTimeOffset At { get; }

    /// <summary>Ends what is asked of others: when the user says so, or when the time is over.</summary>
    internal CancellationToken Token => _either.Token;

    internal TimeSpan Left => At > _time.GetUtcNow() ? At - _time.GetUtcNow() : TimeSpan.Zero;

    internal bool IsOver => _time.GetUtcNow() >= At;

    /// <summary>Whether a cancellation that was seen is that of the time, not the user's.</summary>
    internal bool HasCutOff => _limit.IsCancellationRequested && !_user.IsCancellationRequested;

    public void Dispose()
    {
        _either.Dispose();
        _limit.Dispose();
    }
}
