namespace Deploy.Storage.Tests.Backends;

/// <summary>A clock that begins now and moves when told.</summary>
public sealed class SteppedClock : TimeProvider
{
    private DateTimeOffset now = System.GetUtcNow();

    public override DateTimeOffset GetUtcNow() => now;

    public void Advance(TimeSpan by) => now += by;
}
