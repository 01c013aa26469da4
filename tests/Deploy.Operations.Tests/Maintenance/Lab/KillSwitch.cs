namespace Deploy.Operations.Tests.Maintenance.Lab;

/// <summary>Counts writes and kills after a given one.</summary>
/// <param name="after">How many writes are let through; the answer to the last is lost.</param>
/// <param name="uncounted">Writes to such paths are let through uncounted while alive.</param>
internal sealed class KillSwitch(int after, string? uncounted = null)
{
    private readonly TaskCompletionSource died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int writes;

    public static KillSwitch Never => new(int.MaxValue);

    public int Writes => Volatile.Read(ref writes);

    public bool IsDead => Writes >= after;

    public List<string> Log { get; } = [];

    public void Check()
    {
        if (!IsDead)
            return;
        died.TrySetResult();
        throw new HttpRequestException("killed");
    }

    /// <summary>Waits for the end of what is to be killed, or for its death: what it would go on trying then, a dead process does not.</summary>
    public async Task UntilDeadAsync(Task run) => await await Task.WhenAny(run, died.Task);

    public void Written(string what)
    {
        if (uncounted is not null && what.Contains(uncounted, StringComparison.Ordinal))
            return;
        lock (Log)
            Log.Add(what);
        Interlocked.Increment(ref writes);
        Check();
    }
}
