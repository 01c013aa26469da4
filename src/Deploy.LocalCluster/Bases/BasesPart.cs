using Deploy.Controller.Modules;
using Deploy.Kubernetes;
using Deploy.LocalCluster.Hosting;

namespace Deploy.LocalCluster.Bases;

/// <summary>The simulated bases of a local cluster: their modules' logs and paths are reached through the API server.</summary>
internal sealed class BasesPart : IClusterPart, IPodBackend
{
    private SimulatedBases? bases;
    private KubernetesClient? client;
    private IDisposable? registration;
    private HttpMessageInvoker? http;

    public string Name => "bases";

    public SimulatedBases Bases => bases ?? throw new InvalidOperationException("the bases have not started");

    public Task StartAsync(ClusterContext context, CancellationToken ct)
    {
        bases = new SimulatedBases(context);
        client = new KubernetesClient(context.Connection, new KubernetesClientOptions { TimeProvider = context.TimeProvider });
        http = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });
        registration = context.PodBackends.Add(this);
        for (var i = 0; i < context.Options.Bases; i++)
            bases.Add();
        return Task.CompletedTask;
    }

    public bool Owns(string nodeName) => Bases.OnNode(nodeName) is not null;

    public IAsyncEnumerable<LogLine>? ReadLog(PodLogQuery query, CancellationToken ct) =>
        query.Previous || Bases.OnNode(query.NodeName) is not { } host ? null : new BizLog(host, client!, query).ReadAsync(ct);

    public async Task<HttpResponseMessage> SendAsync(PodTarget target, HttpRequestMessage request, CancellationToken ct)
    {
        if (Bases.OnNode(target.NodeName) is not { IsCutOff: false } host)
            throw new HttpRequestException($"base {target.NodeName} cannot be reached");
        var pod = await client!.FindAsync(Resources.Pods, target.Namespace, target.Name, ct) ?? throw new HttpRequestException("the pod is gone");
        var modules = ModulePod.Of(pod).Modules;
        request.RequestUri = new Uri(host.Address, host.PathOf(modules, request.RequestUri!.PathAndQuery));
        return await http!.SendAsync(request, ct);
    }

    public async ValueTask DisposeAsync()
    {
        registration?.Dispose();
        if (bases is not null)
            await bases.DisposeAsync();
        http?.Dispose();
        client?.Dispose();
    }
}
