using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Web;
using Deploy.Kubernetes;
using Deploy.LocalCluster.Nodes;

namespace Deploy.Conformance.Tests.Clusters;

/// <summary>The one thing that a real API server asks a kubelet for here: the log of a container, over TLS.</summary>
internal sealed class KubeletLogs : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 certificate = Certificate();
    private readonly NodePool nodes;
    private Task running = Task.CompletedTask;

    private KubeletLogs(NodePool nodes) => this.nodes = nodes;

    /// <summary>Listens, and tells the API server that every node's kubelet is here.</summary>
    public static async Task<KubeletLogs> StartAsync(ClusterApi api, NodePool nodes)
    {
        var logs = new KubeletLogs(nodes);
        logs.listener.Start();
        var port = ((IPEndPoint)logs.listener.LocalEndpoint).Port;
        logs.running = logs.AcceptAsync();
        foreach (var node in nodes.NodeNames)
        {
            // Its host name first, as an API server tries addresses in that order, and this one has no name.
            var patch = $"status: {{addresses: [{{type: InternalIP, address: 127.0.0.1}}], daemonEndpoints: {{kubeletEndpoint: {{Port: {port}}}}}}}";
            (await api.SendAsync(HttpMethod.Patch, $"/api/v1/nodes/{node}/status", Yaml.Read(patch), ClusterApi.Merge)).Succeed();
        }
        return logs;
    }

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await running;
        certificate.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The listener was stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        await using var tls = new SslStream(client.GetStream());
        try
        {
            await tls.AuthenticateAsServerAsync(certificate);
            using var reader = new StreamReader(tls, Encoding.ASCII, leaveOpen: true);
            var request = await reader.ReadLineAsync() ?? "";
            while (await reader.ReadLineAsync() is { Length: > 0 })
            {
                // Headers are of no interest here.
            }
            await tls.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n{await LogAsync(request)}"));
            await tls.ShutdownAsync();
        }
        catch (IOException)
        {
            // The API server has gone away.
        }
    }

    // GET /containerLogs/<namespace>/<pod>/<container>?tailLines=50&previous=true HTTP/1.1
    private async Task<string> LogAsync(string request)
    {
        var target = new Uri("https://kubelet" + request.Split(' ')[1]);
        var path = target.Segments.Select(segment => segment.Trim('/')).ToArray();
        var query = HttpUtility.ParseQueryString(target.Query);
        if (nodes.Agent.Find(new ObjectKey(path[2], path[3])) is not { } pod || pod.Logs.Find(path[4], query["previous"] == "true") is not { } log)
            return "";
        var text = new StringBuilder();
        await foreach (var line in log.ReadAsync(query["tailLines"] is { } tail ? int.Parse(tail, CultureInfo.InvariantCulture) : null, null, false, CancellationToken.None))
            text.Append(query["timestamps"] == "true" ? $"{line.Time:O} " : "").Append(line.Text).Append('\n');
        return text.ToString();
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var own = new CertificateRequest("CN=kubelet", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        // Windows serves only what it has loaded with its key.
        return X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pfx), null);
    }
}
