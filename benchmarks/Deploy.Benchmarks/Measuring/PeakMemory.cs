namespace Deploy.Benchmarks.Measuring;

/// <summary>The most that this process's live objects grew from the construction on, seen at the end of each collection and every few milliseconds.</summary>
internal sealed class PeakMemory : IDisposable
{
    private readonly long _before = GC.GetTotalMemory(forceFullCollection: true);
    private readonly ITimer _timer;
    private long _peak;

    public PeakMemory() => _timer = TimeProvider.System.CreateTimer(_ => Sample(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(5));

    public double Mebibytes
    {
        get
        {
            Sample();
            return Math.Max(0, Volatile.Read(ref _peak) - _before) / 1048576.0;
        }
    }

    public void Dispose() => _timer.Dispose();

    // What is alive after the last collection, not what waits to be collected.
    private void Sample()
    {
        var alive = GC.GetGCMemoryInfo(GCKind.Any).HeapSizeBytes;
        if (alive > Volatile.Read(ref _peak))
            Volatile.Write(ref _peak, alive);
    }
}
