using System.Diagnostics;

namespace Deploy.Testing;

/// <summary>Waits for what other threads or processes bring about, within a bound of real time.</summary>
public static class Eventually
{
    /// <summary>How long is waited before a test is given up. Patience with a busy machine: what must be quick is timed on a virtual clock, or has a bound of its own.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    /// <summary>Polls until the condition holds.</summary>
    /// <exception cref="TimeoutException">It did not hold within the bound (default 60 s).</exception>
    public static Task UntilAsync(Func<bool> condition, string what = "the condition", TimeSpan? bound = null) =>
        UntilAsync(() => Task.FromResult(condition()), what, bound);

    /// <inheritdoc cref="UntilAsync(Func{bool}, string, TimeSpan?)"/>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what = "the condition", TimeSpan? bound = null)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            if (clock.Elapsed > (bound ?? Bound))
                throw new TimeoutException($"{what} did not come about within {(bound ?? Bound).TotalSeconds:0} s.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }

    /// <summary>Polls until there is a value.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T?>> read, string what = "the value", TimeSpan? bound = null)
        where T : class
    {
        T? value = null;
        await UntilAsync(async () => (value = await read()) is not null, what, bound);
        return value!;
    }
}
