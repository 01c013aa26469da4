namespace Deploy.Benchmarks.Measuring;

/// <summary>The system's clock, put back by <see cref="Back"/>: what is made meanwhile is as much older. Timers run as ever.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    /// <summary>How far it is behind the system's clock. Default: not at all.</summary>
    public TimeSpan Back { get; set; }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() - Back;
}
