using Microsoft.Extensions.Logging;

namespace Deploy.Testing;

/// <summary>Hands every log line, exceptions included, to a test's output.</summary>
public sealed class TestLogger(Action<string> write) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        write($"{logLevel}: {formatter(state, exception)} {exception}");
}
