using Deploy.Kubernetes;
using Deploy.LocalCluster.Bases;
using Deploy.LocalCluster.Blobs;
using Deploy.LocalCluster.Hosting;
using Deploy.LocalCluster.Listening;
using Deploy.LocalCluster.Store;

namespace Deploy.LocalCluster;

/// <summary>A Kubernetes cluster in this process: the API, its control loops and simulated nodes.</summary>
public sealed class EmbeddedCluster : IAsyncDisposable
{
    private static readonly Uri InProcessOrigin = new("http://local.cluster/");

    private readonly EndpointRouter router;
    private readonly string secret;
    private readonly LoopbackListener? listener;
    private readonly List<IClusterPart> parts = [];

    private EmbeddedCluster(EndpointRouter router, string secret, IHttpEndpoint api, LoopbackListener? listener, TimeProvider time)
    {
        Api = api;
        Blobs = BlobEndpoint.Open(router, listener?.Origin, time);
        this.router = router;
        this.secret = secret;
        this.listener = listener;
        Connection = Connect(InProcessOrigin) with { Handler = CreateHandler() };
    }

    /// <summary>Reaches the API inside this process.</summary>
    public ClusterConnection Connection { get; }

    /// <summary>The cluster's own blob store, for packages and archives. It goes with the cluster.</summary>
    public LocalBlobAccount Blobs { get; }

    /// <summary>The simulated bases: add some, make things happen to them.</summary>
    /// <exception cref="InvalidOperationException">The cluster runs nothing but its API.</exception>
    public SimulatedBases Bases => parts.OfType<BasesPart>().FirstOrDefault()?.Bases ?? throw new InvalidOperationException("this local cluster runs no bases");

    /// <summary>The API's address on the loopback interface, secret path included; null when it does not listen.</summary>
    public Uri? ListenerUri => listener is null ? null : new Uri(listener.Origin, secret + "/");

    /// <summary>Starts a cluster and returns when all its parts work.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="IOException">No loopback port could be opened.</exception>
    public static async Task<EmbeddedCluster> StartAsync(LocalClusterOptions options, CancellationToken ct = default)
    {
        options.Validate();
        var store = new ClusterStore(options.History);
        var backends = new PodBackends();
        var endpoints = new EndpointRouter();
        var prefix = EndpointRouter.NewSecret();
        ApiComposition.Seed(store, options.TimeProvider);
        var api = ApiComposition.Build(store, backends, options);
        endpoints.Add(prefix, api);
        var cluster = new EmbeddedCluster(endpoints, prefix, api, options.Listen ? LoopbackListener.Open(endpoints, options.LoggerFactory) : null, options.TimeProvider);
        try
        {
            await cluster.StartPartsAsync(options, backends, ct);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reaches the API over the loopback listener.</summary>
    /// <exception cref="InvalidOperationException">It does not listen.</exception>
    public ClusterConnection ConnectListener() => Connect(listener?.Origin ?? throw new InvalidOperationException("this local cluster does not listen"));

    /// <summary>A handler that answers requests to this cluster's endpoints, whatever host they name.</summary>
    public HttpMessageHandler CreateHandler() => new InProcessHandler(router);

    /// <summary>Stops every part, the last one first, and the listener.</summary>
    public async ValueTask DisposeAsync()
    {
        for (var i = parts.Count - 1; i >= 0; i--) await parts[i].DisposeAsync();
        parts.Clear();
        if (listener is not null) await listener.DisposeAsync();
    }

    /// <summary>What answers below the secret path.</summary>
    internal IHttpEndpoint Api { get; }

    internal IDisposable AddEndpoint(string firstSegment, IHttpEndpoint endpoint) => router.Add(firstSegment, endpoint);

    private async Task StartPartsAsync(LocalClusterOptions options, PodBackends backends, CancellationToken ct)
    {
        var context = new ClusterContext
        {
            Options = options,
            Connection = Connection,
            PodBackends = backends,
            Endpoints = router,
            Origin = listener?.Origin ?? InProcessOrigin,
            Handler = CreateHandler(),
        };
        parts.AddRange(ClusterParts.For(options));
        // None needs another to have started: all are clients of the API, which works by now.
        await Task.WhenAll(parts.Select(part => Task.Run(() => part.StartAsync(context, ct), ct)));
    }

    private ClusterConnection Connect(Uri origin) => new() { Server = new Uri(origin, secret + "/"), Name = "local" };
}
