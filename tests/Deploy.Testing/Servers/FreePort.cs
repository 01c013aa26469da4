using System.Net;
using System.Net.Sockets;

namespace Deploy.Testing.Servers;

/// <summary>Loopback ports for servers that must be told theirs before they start.</summary>
public static class FreePort
{
    /// <summary>As many different ports as asked, none of them in use at this moment.</summary>
    public static int[] Take(int count)
    {
        // All are held until the last is known, so that no port comes twice.
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        try
        {
            foreach (var listener in listeners)
                listener.Start();
            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            listeners.ForEach(listener => listener.Dispose());
        }
    }

    /// <summary>Whether something accepts connections on the port.</summary>
    public static async Task<bool> AnswersAsync(int port, CancellationToken ct)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, ct);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
