using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Deploy.Functions.Hosting;

internal static class LoopbackListening
{
    /// <summary>Listens on the loopback address only: the Functions host is on the same machine, and nobody else has a business here.</summary>
    public static void ListenLoopback(this KestrelServerOptions kestrel, int port) => kestrel.Listen(IPAddress.Loopback, port);
}
