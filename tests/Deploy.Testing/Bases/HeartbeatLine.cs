using System.Net;
using Deploy.Controller.Heartbeats;

namespace Deploy.Testing.Bases;

/// <summary>A base's network on which its heartbeats reach whoever is to hear them just now, without a port of its own.</summary>
public sealed class HeartbeatLine(Action<Heartbeat> hear) : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
{
    /// <summary>Where a base on this line sends its heartbeats.</summary>
    public static Uri Address { get; } = new("http://controllers.test/heartbeat");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri != Address)
            return await base.SendAsync(request, cancellationToken);
        hear(HeartbeatReader.Read(await request.Content!.ReadAsByteArrayAsync(cancellationToken)));
        return new HttpResponseMessage(HttpStatusCode.OK);
    }
}
