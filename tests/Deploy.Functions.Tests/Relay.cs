using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Deploy.Functions.Tests;

/// <summary>
/// Stands before a server and hands on what comes, or is silent: it takes connections and bytes and says nothing, as a machine does
/// whose network is cut behind it. What it held back is dropped when it speaks again; whoever still waits has to ask anew.
/// </summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentBag<Task> connections = [];
    private readonly Uri? server;
    private readonly Task accepting;
    private CancellationTokenSource? silence;
    private int held;

    /// <param name="server">What it stands before; null: nothing, and it stays silent.</param>
    /// <param name="isSilent">Whether it begins so.</param>
    public Relay(Uri? server, bool isSilent = false)
    {
        this.server = server;
        if (isSilent || server is null)
            BeSilent();
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>The server's address by way of this.</summary>
    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}{server?.AbsolutePath}"));

    /// <summary>Whether somebody waits for what does not come.</summary>
    public bool HoldsSomebody => Volatile.Read(ref held) > 0;

    public void BeSilent() => Interlocked.Exchange(ref silence, CancellationTokenSource.CreateLinkedTokenSource(stop.Token));

    public void Speak() => Interlocked.Exchange(ref silence, null)?.Cancel();

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await accepting;
        await Task.WhenAll(connections);
        stop.Dispose();
        silence?.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                connections.Add(ServeAsync(await listener.AcceptTcpClientAsync(stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It was disposed.
        }
    }

    private async Task ServeAsync(TcpClient outer)
    {
        using var client = outer;
        using var inner = new TcpClient();
        try
        {
            var asks = client.GetStream();
            var buffer = new byte[16 * 1024];
            // Only who has asked something waits for an answer.
            var count = await asks.ReadAsync(buffer, stop.Token);
            await HoldAsync();
            await inner.ConnectAsync(server!.Host, server.Port, stop.Token);
            var answers = inner.GetStream();
            await answers.WriteAsync(buffer.AsMemory(0, count), stop.Token);
            await Task.WhenAny(PassAsync(asks, answers), PassAsync(answers, asks));
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
        {
            // One of the two has gone, or what was held is dropped.
        }
    }

    private async Task PassAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = await from.ReadAsync(buffer, stop.Token)) > 0)
        {
            await HoldAsync();
            await to.WriteAsync(buffer.AsMemory(0, count), stop.Token);
        }
    }

    private async Task HoldAsync()
    {
        if (Volatile.Read(ref silence)?.Token is not { } end)
            return;
        Interlocked.Increment(ref held);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end);
        }
        finally
        {
            Interlocked.Decrement(ref held);
        }
    }
}
