using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Deploy.Kubernetes.Tests.Servers;

/// <summary>Real HTTP on loopback that misbehaves as told. A handler that returns without an answer drops the connection.</summary>
internal sealed class TestApiServer : IAsyncDisposable
{
    private readonly LoopbackListener _listener;
    private readonly Func<ApiCall, Task> _handler;
    private readonly SslServerAuthenticationOptions? _tls;

    public TestApiServer(Func<ApiCall, Task> handler, SslServerAuthenticationOptions? tls = null)
    {
        (_handler, _tls) = (handler, tls);
        _listener = new(ServeAsync);
    }

    public ConcurrentQueue<ApiCall> Calls { get; } = new();

    public Uri Address => new($"{(_tls is null ? "http" : "https")}://127.0.0.1:{_listener.Port}");

    public ClusterConnection Connection => new() { Server = Address, Name = "test" };

    public KubernetesClient Client(KubernetesClientOptions? options = null) =>
        new(Connection, options ?? new KubernetesClientOptions { RetryDelay = TimeSpan.FromMilliseconds(1) });

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task ServeAsync(TcpClient client, CancellationToken ct)
    {
        using var disposing = client;
        try
        {
            await using var stream = await SecureAsync(client, ct);
            while (await ReadCallAsync(stream, ct) is { } call)
            {
                Calls.Enqueue(call);
                await _handler(call).WaitAsync(ct);
                if (!call.KeepsAlive)
                    return;
            }
        }
        catch (Exception failure) when (failure is IOException or SocketException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // The client went away or did not trust us: that is what some tests are about.
            client.Close();
        }
    }

    private async Task<Stream> SecureAsync(TcpClient client, CancellationToken ct)
    {
        if (_tls is null)
            return client.GetStream();
        var secure = new SslStream(client.GetStream());
        await secure.AuthenticateAsServerAsync(_tls, ct);
        return secure;
    }

    private static async Task<ApiCall?> ReadCallAsync(Stream stream, CancellationToken ct)
    {
        if (await ReadLineAsync(stream, ct) is not { Length: > 0 } start)
            return null;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await ReadLineAsync(stream, ct) is { Length: > 0 } line)
        {
            var (name, value) = (line.Split(':')[0], line[(line.IndexOf(':') + 1)..].Trim());
            headers[name] = headers.TryGetValue(name, out var before) ? $"{before}, {value}" : value;
        }
        var body = new byte[headers.TryGetValue("Content-Length", out var length) ? int.Parse(length, System.Globalization.CultureInfo.InvariantCulture) : 0];
        await stream.ReadExactlyAsync(body, ct);
        var parts = start.Split(' ');
        return new ApiCall(stream, parts[0], parts[1], headers, Encoding.UTF8.GetString(body), (stream as SslStream)?.RemoteCertificate);
    }

    private static async Task<string?> ReadLineAsync(Stream stream, CancellationToken ct)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one, ct) == 1)
        {
            if (one[0] == '\n')
                return Encoding.ASCII.GetString([.. line]).TrimEnd('\r');
            line.Add(one[0]);
        }
        return null;
    }
}
