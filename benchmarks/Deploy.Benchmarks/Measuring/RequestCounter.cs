using Microsoft.Extensions.Logging;

namespace Deploy.Benchmarks.Measuring;

/// <summary>Counts, by its log, what one program asks of an embedded API server: all requests, and those that change something apart.</summary>
/// <param name="agent">How the user agent of that program begins.</param>
internal sealed class RequestCounter(string agent) : ILoggerFactory, ILogger
{
    private int all;
    private int writes;

    /// <summary>What was asked since the last call.</summary>
    public (int All, int Writes) Take() => (Interlocked.Exchange(ref all, 0), Interlocked.Exchange(ref writes, 0));

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("this log is only counted");

    public void Dispose()
    {
        // There is nothing to let go of.
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (state is not IReadOnlyList<KeyValuePair<string, object?>> values || values.FirstOrDefault(v => v.Key == "Agent").Value is not string by || !by.StartsWith(agent, StringComparison.Ordinal))
            return;
        Interlocked.Increment(ref all);
        if (values.First(v => v.Key == "Method").Value is not "GET")
            Interlocked.Increment(ref writes);
    }
}
