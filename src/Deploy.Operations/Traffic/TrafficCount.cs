namespace Deploy.Operations.Traffic;

/// <summary>Counts requests from several callers at once.</summary>
internal sealed class TrafficCount
{
    private readonly Lock gate = new();
    private int answered;
    private int failed;
    private TimeSpan slowest;
    private string? firstFailure;

    public int Answered
    {
        get
        {
            lock (gate)
                return answered;
        }
    }

    public string? FirstFailure
    {
        get
        {
            lock (gate)
                return firstFailure;
        }
    }

    public void Answer(TimeSpan took)
    {
        lock (gate)
        {
            answered++;
            slowest = took > slowest ? took : slowest;
        }
    }

    public void Fail(string message)
    {
        lock (gate)
        {
            failed++;
            firstFailure ??= message;
        }
    }

    /// <summary>Forgets what was counted before the Service first answered.</summary>
    public void Restart()
    {
        lock (gate)
            (failed, firstFailure) = (0, null);
    }

    public TrafficReport Report(string service)
    {
        lock (gate)
            return new TrafficReport(service, answered, failed, slowest, firstFailure);
    }
}
