using System.Diagnostics;

namespace Deploy.Mortal;

/// <summary>How many writes this process lives for: right after the last one it is killed, and no code of its own runs any more.</summary>
/// <param name="writes">From 1; that many writes reach their server, and the answer to the last one is lost.</param>
internal sealed class LifeSpan(int writes)
{
    private int written;

    /// <summary>Writes so far.</summary>
    public int Written => Volatile.Read(ref written);

    public async Task CountAsync(string write)
    {
        if (Interlocked.Increment(ref written) != writes)
            return;
        await Console.Out.WriteLineAsync(write);
        await Console.Out.FlushAsync();
        using var self = Process.GetCurrentProcess();
        self.Kill();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
    }
}
