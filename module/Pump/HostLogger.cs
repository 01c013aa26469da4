using Deploy.Kubernetes;
using Microsoft.Extensions.Logging;

namespace Deploy.Module.Pump;

/// <summary>Turns log messages of the layers below into verbose text, so <c>-Verbose</c> tells each request.</summary>
internal sealed class HostLogger(ICommandHost host) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => host.IsVerbose && logLevel >= LogLevel.Debug;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            host.Verbose(Redaction.Text(formatter(state, exception)));
    }
}
