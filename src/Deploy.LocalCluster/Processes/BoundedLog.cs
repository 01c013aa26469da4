using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Deploy.LocalCluster.Processes;

/// <summary>Writes log lines to a file; when it is full it becomes the old one and a new one begins, so two files at most are kept.</summary>
internal sealed class BoundedLog : ILoggerFactory, ILoggerProvider
{
    private const long DefaultLimit = 2 * 1024 * 1024;

    private readonly string path;
    private readonly TimeProvider time;
    private readonly long limit;
    private readonly Lock sync = new();
    private FileStream file;

    /// <param name="limit">Bytes of one file.</param>
    public BoundedLog(string path, TimeProvider time, long limit = DefaultLimit)
    {
        this.path = path;
        this.time = time;
        this.limit = limit;
        file = Open();
    }

    public ILogger CreateLogger(string categoryName) => new CategoryLogger(this, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("this log goes to its file only");

    public void Dispose() => file.Dispose();

    private FileStream Open() => ClusterHome.OpenPrivate(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);

    private void Write(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line);
        lock (sync)
        {
            if (file.Length + bytes.Length > limit && file.Length > 0)
            {
                file.Dispose();
                File.Move(path, path + ".old", overwrite: true);
                file = Open();
            }

            file.Write(bytes);
            file.Flush();
        }
    }

    private sealed class CategoryLogger(BoundedLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            var now = log.time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            var why = exception is null ? "" : $" ({exception.GetType().Name}: {exception.Message})\n{exception.StackTrace}";
            log.Write($"{now} {logLevel} {category[(category.LastIndexOf('.') + 1)..]}: {formatter(state, exception)}{why}\n");
        }
    }
}
