using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Deploy.Kubernetes.Tests.Servers;

/// <summary>An HTTP proxy on loopback that opens tunnels for those who know its user and password, and notes where they led.</summary>
internal sealed class ConnectProxy : IAsyncDisposable
{
    private readonly LoopbackListener _listener;
    private readonly string _expected;

    public ConnectProxy(string user, string password)
    {
        _expected = "Proxy-Authorization: Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        _listener = new(ServeAsync);
    }

    /// <summary>The hosts and ports of the tunnels that were opened.</summary>
    public ConcurrentQueue<string> Targets { get; } = new();

    public int Port => _listener.Port;

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task ServeAsync(TcpClient client, CancellationToken ct)
    {
        using var disposing = client;
        try
        {
            var stream = client.GetStream();
            while (await ReadHeadAsync(stream, ct) is [var start, .. var headers])
            {
                if (!headers.Contains(_expected, StringComparer.OrdinalIgnoreCase))
                {
                    await stream.WriteAsync("HTTP/1.1 407 X\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), ct);
                    continue;
                }
                var target = start.Split(' ')[1];
                Targets.Enqueue(target);
                await TunnelAsync(stream, IPEndPoint.Parse(target), ct);
                return;
            }
        }
        catch (Exception failure) when (failure is IOException or SocketException or OperationCanceledException)
        {
            // One of the two sides went away.
        }
    }

    private static async Task TunnelAsync(NetworkStream client, IPEndPoint target, CancellationToken ct)
    {
        using var server = new TcpClient();
        await server.ConnectAsync(target, ct);
        await client.WriteAsync("HTTP/1.1 200 X\r\n\r\n"u8.ToArray(), ct);
        await Task.WhenAny(client.CopyToAsync(server.GetStream(), ct), server.GetStream().CopyToAsync(client, ct));
    }

    private static async Task<List<string>> ReadHeadAsync(NetworkStream stream, CancellationToken ct)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one, ct) == 1)
        {
            head.Append((char)one[0]);
            if (head.Length >= 4 && head.ToString(head.Length - 4, 4) == "\r\n\r\n")
                return [.. head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries)];
        }
        return [];
    }
}
