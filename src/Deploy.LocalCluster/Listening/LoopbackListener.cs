using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Deploy.LocalCluster.Hosting;
using Microsoft.Extensions.Logging;

namespace Deploy.LocalCluster.Listening;

/// <summary>
/// Answers HTTP/1.1 on a port of the loopback interface that the system chooses. The framework's HttpListener is not used: it sends
/// no head before the first byte of a body, so a watch on which nothing happens would look like a server that does not answer,
/// and it does not notice that a watcher has gone.
/// </summary>
internal sealed partial class LoopbackListener : IAsyncDisposable
{
    private const int Backlog = 512;

    private readonly Socket socket;
    private readonly EndpointRouter router;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stopped = new();
    private readonly ConcurrentDictionary<HttpConnection, Task> connections = new(ReferenceEqualityComparer.Instance);
    private readonly Task accepting;

    private LoopbackListener(Socket socket, EndpointRouter router, ILogger logger)
    {
        this.socket = socket;
        this.router = router;
        this.logger = logger;
        Origin = new Uri($"http://127.0.0.1:{((IPEndPoint)socket.LocalEndPoint!).Port}/");
        accepting = Task.Run(AcceptAsync);
    }

    /// <summary>http://127.0.0.1:port/</summary>
    public Uri Origin { get; }

    /// <exception cref="IOException">No port could be opened.</exception>
    public static LoopbackListener Open(EndpointRouter router, ILoggerFactory loggers)
    {
        var opened = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            opened.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            opened.Listen(Backlog);
            return new LoopbackListener(opened, router, loggers.CreateLogger<LoopbackListener>());
        }
        catch (SocketException e)
        {
            opened.Dispose();
            throw new IOException("no loopback port could be opened", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopped.CancelAsync();
        socket.Dispose();
        await accepting;
        await Task.WhenAll(connections.Values);
        stopped.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stopped.IsCancellationRequested)
        {
            try
            {
                var connection = new HttpConnection(await socket.AcceptAsync(stopped.Token), Origin, router);
                // Known before it runs, so that its end always finds it.
                var serving = new Task<Task>(() => ServeAsync(connection));
                connections[connection] = serving.Unwrap();
                serving.Start(TaskScheduler.Default);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e)
            {
                LogAccept(logger, e);
            }
        }
    }

    private async Task ServeAsync(HttpConnection connection)
    {
        try
        {
            await connection.RunAsync(stopped.Token);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The caller has gone away or the cluster stops: nobody is left to be told.
            LogBroken(logger, e.Message);
        }
        catch (Exception e)
        {
            LogFailed(logger, e);
        }
        finally
        {
            await connection.DisposeAsync();
            connections.TryRemove(connection, out _);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "a connection could not be accepted")]
    private static partial void LogAccept(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "an answer failed")]
    private static partial void LogFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "a connection broke off: {Why}")]
    private static partial void LogBroken(ILogger logger, string why);
}
