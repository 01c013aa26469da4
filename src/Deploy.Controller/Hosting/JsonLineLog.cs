using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Deploy.Kubernetes;
using Microsoft.Extensions.Logging;

namespace Deploy.Controller.Hosting;

/// <summary>
/// A service's log: each entry is one line of JSON with time, level, message and the fields of the message, without secrets. A reader that
/// is too slow holds up nobody: the oldest lines give way, and the log says how many they were.
/// </summary>
public sealed class JsonLineLog : ILogger
{
    private const int Kept = 1000;

    // What a log collector reads is no web page: an apostrophe may stay one. Line breaks and quotes are escaped all the same.
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly LogLevel _least;
    private readonly TimeProvider _time;
    private readonly Channel<string> _lines;
    private long _lost;

    /// <param name="least">Entries below are left out.</param>
    /// <param name="time">The clock of the entries.</param>
    public JsonLineLog(LogLevel least, TimeProvider time)
    {
        (_least, _time) = (least, time);
        _lines = Channel.CreateBounded<string>(new BoundedChannelOptions(Kept) { FullMode = BoundedChannelFullMode.DropOldest }, _ => Interlocked.Increment(ref _lost));
    }

    /// <summary>The lines as they are written, until <see cref="Complete"/>. For one reader.</summary>
    public async IAsyncEnumerable<string> ReadAllAsync()
    {
        await foreach (var line in _lines.Reader.ReadAllAsync())
        {
            if (Interlocked.Exchange(ref _lost, 0) is var lost and > 0)
                yield return Line(LogLevel.Warning, $"{lost.ToString(CultureInfo.InvariantCulture)} lines before this one are left out: they were written faster than they were read.", null, []);
            yield return line;
        }
    }

    /// <summary>Nothing is written any more; the reader ends when it has read the rest.</summary>
    public void Complete() => _lines.Writer.TryComplete();

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= _least && logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        if (IsEnabled(logLevel))
            _lines.Writer.TryWrite(Line(logLevel, formatter(state, exception), exception, state as IReadOnlyList<KeyValuePair<string, object?>> ?? []));
    }

    private string Line(LogLevel level, string message, Exception? failure, IReadOnlyList<KeyValuePair<string, object?>> fields)
    {
        var line = new JsonObject
        {
            ["time"] = _time.GetUtcNow().UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            ["level"] = level.ToString(),
            ["message"] = Redaction.Text(message),
        };
        if (failure is not null)
            line["error"] = Redaction.Text(Describe(failure));
        foreach (var (name, value) in fields)
            if (name != "{OriginalFormat}")
                line[name] = Field(value);
        return line.ToJsonString(Readable);
    }

    private static JsonValue Field(object? value) => value switch
    {
        int number => JsonValue.Create(number),
        long number => JsonValue.Create(number),
        double number when double.IsFinite(number) => JsonValue.Create(number),
        bool yes => JsonValue.Create(yes),
        DateTimeOffset time => JsonValue.Create(time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)),
        IFormattable text => JsonValue.Create(Redaction.Text(text.ToString(null, CultureInfo.InvariantCulture))),
        _ => JsonValue.Create(Redaction.Text(value?.ToString())),
    };

    // The cause often says more than what it caused.
    private static string Describe(Exception failure)
    {
        var text = $"{failure.GetType().Name}: {failure.Message}";
        return failure.InnerException is { } cause && !failure.Message.Contains(cause.Message, StringComparison.Ordinal) ? $"{text} <- {Describe(cause)}" : text;
    }
}
