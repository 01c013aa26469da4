using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Deploy.Controller.Heartbeats;

/// <summary>
/// The controller's HTTP face: <c>POST /heartbeat</c> for bases, <c>GET /healthz</c> for probes,
/// <c>GET /metrics</c> in Prometheus' text form. One bad or slow caller holds up no other.
/// </summary>
public sealed partial class HeartbeatListener : IDisposable
{
    private const int LongestBeat = 64 * 1024;
    private const int MaxPortTries = 20;
    private readonly HttpListener _listener;
    private readonly HeartbeatAnswers _answers;
    private readonly ILogger _logger;

    private HeartbeatListener(HttpListener listener, IPEndPoint endpoint, HeartbeatAnswers answers, ILogger logger) =>
        (_listener, Endpoint, _answers, _logger) = (listener, endpoint, answers, logger);

    /// <summary>Where it listens, with the port that it got.</summary>
    public IPEndPoint Endpoint { get; }

    /// <summary>Where bases on this machine send their heartbeats.</summary>
    public Uri Heartbeats => new($"http://{(IsEverywhere(Endpoint) ? IPAddress.Loopback : Endpoint.Address)}:{Endpoint.Port.ToString(CultureInfo.InvariantCulture)}/heartbeat");

    /// <summary>Opens the port; callers wait until <see cref="RunAsync"/>.</summary>
    /// <param name="endpoint">The address and port; port 0 takes a free one.</param>
    /// <param name="answers">What it answers from.</param>
    /// <param name="logger">Where refused requests are told.</param>
    /// <exception cref="HttpListenerException">The address cannot be listened on.</exception>
    public static HeartbeatListener Open(IPEndPoint endpoint, HeartbeatAnswers answers, ILogger logger)
    {
        for (var attempt = 1; ; attempt++)
        {
            var chosen = endpoint.Port == 0 ? new IPEndPoint(endpoint.Address, FreePort(endpoint.Address)) : endpoint;
            var listener = new HttpListener();
            listener.Prefixes.Add($"http://{(IsEverywhere(chosen) ? "*" : chosen.Address)}:{chosen.Port.ToString(CultureInfo.InvariantCulture)}/");
            try
            {
                listener.Start();
                return new HeartbeatListener(listener, chosen, answers, logger);
            }
            catch (HttpListenerException)
            {
                listener.Close();
                if (endpoint.Port != 0 || attempt == MaxPortTries)
                    throw;
            }
        }
    }

    /// <summary>Answers until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var stop = cancellationToken.Register(_listener.Stop);
        var answering = new List<Task>();
        while (await AcceptAsync(_listener, cancellationToken) is { } context)
        {
            answering.RemoveAll(t => t.IsCompleted);
            answering.Add(Task.Run(() => AnswerAsync(context, cancellationToken), CancellationToken.None));
        }
        await Task.WhenAll(answering);
    }

    /// <summary>Closes the port.</summary>
    public void Dispose() => _listener.Close();

    private static bool IsEverywhere(IPEndPoint endpoint) => endpoint.Address.Equals(IPAddress.Any) || endpoint.Address.Equals(IPAddress.IPv6Any);

    private static int FreePort(IPAddress address)
    {
        using var probe = new TcpListener(address, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static async Task<HttpListenerContext?> AcceptAsync(HttpListener listener, CancellationToken cancellationToken)
    {
        try
        {
            return await listener.GetContextAsync();
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested && e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            return null;
        }
    }

    private async Task AnswerAsync(HttpListenerContext context, CancellationToken cancellationToken)
    {
        try
        {
            var (status, text) = await DecideAsync(context.Request, cancellationToken);
            context.Response.StatusCode = (int)status;
            context.Response.ContentType = "text/plain; charset=utf-8";
            var body = Encoding.UTF8.GetBytes(text);
            context.Response.ContentLength64 = body.Length;
            await context.Response.OutputStream.WriteAsync(body, cancellationToken);
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            LogLost(_logger, e);
            context.Response.Abort();
        }
    }

    private async Task<(HttpStatusCode Status, string Text)> DecideAsync(HttpListenerRequest request, CancellationToken cancellationToken) =>
        (request.HttpMethod, request.Url?.AbsolutePath) switch
        {
            ("POST", "/heartbeat") => await HearAsync(request, cancellationToken),
            ("GET", "/healthz") => _answers.Unhealthy() is { } reason ? (HttpStatusCode.ServiceUnavailable, reason) : (HttpStatusCode.OK, "ok"),
            ("GET", "/metrics") => (HttpStatusCode.OK, _answers.Metrics()),
            (_, "/heartbeat" or "/healthz" or "/metrics") => (HttpStatusCode.MethodNotAllowed, "method not allowed"),
            _ => (HttpStatusCode.NotFound, "not found"),
        };

    private async Task<(HttpStatusCode Status, string Text)> HearAsync(HttpListenerRequest request, CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestBeat];
        var length = await request.InputStream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        if (length == buffer.Length)
            return (HttpStatusCode.RequestEntityTooLarge, "a heartbeat is at most 64 KiB");
        try
        {
            _answers.Hear(HeartbeatReader.Read(buffer.AsSpan(0, length)));
            return (HttpStatusCode.OK, "SUCCESS");
        }
        catch (FormatException e)
        {
            LogRefused(_logger, e.Message);
            return (HttpStatusCode.BadRequest, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A heartbeat was refused: {Reason}")]
    private static partial void LogRefused(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A caller went away before its answer.")]
    private static partial void LogLost(ILogger logger, Exception error);
}
