using System.Text.Json.Nodes;
using System.Threading.Channels;
using Deploy.Kubernetes;
using Microsoft.Extensions.Logging;

namespace Deploy.Module.Commands;

/// <summary>Writes each log entry as one line of JSON: time, level, message, and the fields of the message.</summary>
internal sealed class JsonLineLogger(ChannelWriter<string> lines, LogLevel least, TimeProvider time) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least && logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;
        var line = new JsonObject
        {
            ["time"] = time.GetUtcNow().UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
            ["level"] = logLevel.ToString(),
            ["message"] = Redaction.Text(formatter(state, exception)),
        };
        if (exception is not null)
            line["error"] = Redaction.Text($"{exception.GetType().Name}: {exception.Message}");
        foreach (var (name, value) in state as IReadOnlyList<KeyValuePair<string, object?>> ?? [])
            if (name != "{OriginalFormat}")
                line[name] = Redaction.Text(value?.ToString() ?? "");
        lines.TryWrite(line.ToJsonString());
    }
}
