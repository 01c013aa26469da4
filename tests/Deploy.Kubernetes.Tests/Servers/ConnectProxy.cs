using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Deploy.Kubernetes.Tests.Servers;

/// <summary>An HTTP proxy on loopback that opens tunnels for those who know its user and password, and notes where they led.</summary>
internal sealed class ConnectProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly string _expected;
    private readonly Task _accepting;

    public ConnectProxy(string user, string password)
    {
        _expected = "Proxy-Authorization: Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The hosts and ports of the tunnels that were opened.</summary>
    public ConcurrentQueue<string> Targets { get; } = new();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
            catch (Exception failure) when (failure is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                break;
            }
        }
        await Task.WhenAll(serving);
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var disposing = client;
        try
        {
            var stream = client.GetStream();
            while (await ReadHeadAsync(stream) is [var start, .. var headers])
            {
                if (!headers.Contains(_expected, StringComparer.OrdinalIgnoreCase))
                {
                    await stream.WriteAsync("HTTP/1.1 407 X\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), _stop.Token);
                    continue;
                }
                var target = start.Split(' ')[1];
                Targets.Enqueue(target);
                await TunnelAsync(stream, IPEndPoint.Parse(target));
                return;
            }
        }
        catch (Exception failure) when (failure is IOException or SocketException or OperationCanceledException)
        {
            // One of the two sides went away.
        }
    }

    private async Task TunnelAsync(NetworkStream client, IPEndPoint target)
    {
        using var server = new TcpClient();
        await server.ConnectAsync(target, _stop.Token);
        await client.WriteAsync("HTTP/1.1 200 X\r\n\r\n"u8.ToArray(), _stop.Token);
        await Task.WhenAny(client.CopyToAsync(server.GetStream(), _stop.Token), server.GetStream().CopyToAsync(client, _stop.Token));
    }

    private async Task<List<string>> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one, _stop.Token) == 1)
        {
            head.Append((char)one[0]);
            if (head.Length >= 4 && head.ToString(head.Length - 4, 4) == "\r\n\r\n")
                return [.. head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries)];
        }
        return [];
    }
}
