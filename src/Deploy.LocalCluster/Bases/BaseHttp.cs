using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Deploy.LocalCluster.Bases;

/// <summary>The loopback port of a simulated base. An answer with status 0 breaks the connection off.</summary>
internal sealed class BaseHttp(HttpListener listener, int port)
{
    private const int MaxPortTries = 20;

    public int Port => port;

    /// <summary>Opens a free loopback port.</summary>
    public static BaseHttp Open()
    {
        for (var attempt = 1; ; attempt++)
        {
            var chosen = FreePort();
            var opened = new HttpListener();
            opened.Prefixes.Add($"http://127.0.0.1:{chosen.ToString(CultureInfo.InvariantCulture)}/");
            try
            {
                opened.Start();
                return new BaseHttp(opened, chosen);
            }
            catch (HttpListenerException) when (attempt < MaxPortTries)
            {
                opened.Close();
            }
        }
    }

    public void Close() => listener.Close();

    /// <summary>Answers until the port is closed and all answers have ended.</summary>
    public async Task AnswerAsync(Func<HttpListenerRequest, CancellationToken, Task<BaseAnswer>> decide, Func<CancellationToken> life, CancellationToken stopping)
    {
        await Task.Yield();
        var answering = new List<Task>();
        try
        {
            while (true)
            {
                var context = await listener.GetContextAsync();
                answering.RemoveAll(t => t.IsCompleted);
                answering.Add(AnswerAsync(context, decide, life()));
            }
        }
        catch (Exception e) when (stopping.IsCancellationRequested && e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            await Task.WhenAll(answering);
        }
    }

    private static async Task AnswerAsync(HttpListenerContext context, Func<HttpListenerRequest, CancellationToken, Task<BaseAnswer>> decide, CancellationToken life)
    {
        await Task.Yield();
        try
        {
            var answer = await decide(context.Request, life);
            if (answer.Status == 0)
            {
                await BreakOffAsync(context.Response, life);
                return;
            }
            context.Response.StatusCode = answer.Status;
            context.Response.ContentType = "application/json";
            // With its length said the answer is one packet; the end of a chunked one would come 40 ms later.
            var body = Encoding.UTF8.GetBytes(answer.Body);
            context.Response.ContentLength64 = body.Length;
            await context.Response.OutputStream.WriteAsync(body, life);
            context.Response.Close();
            answer.Then?.Invoke();
        }
        catch (Exception e) when (e is OperationCanceledException or HttpListenerException or IOException or ObjectDisposedException or JsonException)
        {
            context.Response.Abort();
        }
    }

    // A promise of more than is sent, so that the caller sees a broken connection and not an empty answer.
    private static async Task BreakOffAsync(HttpListenerResponse response, CancellationToken cancellationToken)
    {
        response.ContentLength64 = 1024;
        await response.OutputStream.WriteAsync("{"u8.ToArray(), cancellationToken);
        await response.OutputStream.FlushAsync(cancellationToken);
        response.Abort();
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
