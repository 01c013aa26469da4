using System.Collections.Concurrent;
using Deploy.Kubernetes;
using Deploy.Operations.Errors;
using Deploy.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Deploy.Operations.Maintenance;

/// <summary>What the tasks work on and with.</summary>
public sealed class MaintenanceContext
{
    private static readonly TimeSpan AccessAge = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<(string Verb, string Resource, string? Namespace), (DateTimeOffset AskedOn, bool Allowed)> access = new();

    /// <param name="cluster">The cluster.</param>
    /// <param name="store">Packages and archive; null where there is none: tasks that need it say so.</param>
    /// <param name="options">Limits and windows; the defaults where null.</param>
    /// <param name="time">Clock of waits and leases.</param>
    /// <param name="log">Where failures and warnings go as well.</param>
    public MaintenanceContext(
        KubernetesClient cluster, BlobStore? store = null, MaintenanceOptions? options = null, TimeProvider? time = null, ILogger? log = null)
    {
        Cluster = cluster;
        Store = store;
        Options = options ?? new();
        Time = time ?? TimeProvider.System;
        Log = log ?? NullLogger.Instance;
    }

    public KubernetesClient Cluster { get; }

    public BlobStore? Store { get; }

    public MaintenanceOptions Options { get; }

    public TimeProvider Time { get; }

    public ILogger Log { get; }

    /// <summary>Who holds the leases; each run adds something unique.</summary>
    public string Holder { get; init; } = $"{Environment.MachineName}-{Environment.ProcessId}";

    /// <summary>Other clusters whose modules use packages of the same store: what one of them needs is not pruned.</summary>
    public IReadOnlyList<KubernetesClient> Neighbours { get; init; } = [];

    /// <summary>Carries alerts instead of the network; null: the network.</summary>
    public HttpMessageHandler? AlertHandler { get; init; }

    /// <summary>Whether this account may look at nodes, which are the whole cluster's.</summary>
    internal async Task<bool> MayReadNodesAsync(CancellationToken ct) => await MayAsync("list", "nodes", null, ct) && await MayAsync("get", "nodes", null, ct);

    /// <summary>Whether this account may look at a namespace's events.</summary>
    internal Task<bool> MayReadEventsAsync(string ns, CancellationToken ct) => MayAsync("get", "events", ns, ct);

    /// <summary>The same with other limits and windows.</summary>
    internal MaintenanceContext With(MaintenanceOptions options) => new(Cluster, Store, options, Time, Log) { Holder = Holder, AlertHandler = AlertHandler, Neighbours = Neighbours };

    internal BlobStore DemandStore() => Store ?? throw new DeployException(PackageCodes.StoreUnavailable,
        "No package store is set up.", suggestion: "Set the store's connection string or endpoint (DEPLOY_STORE).");

    // Asked now and then, since rights change.
    private async Task<bool> MayAsync(string verb, string resource, string? ns, CancellationToken ct)
    {
        var (now, right) = (Time.GetUtcNow(), (verb, resource, ns));
        if (!access.TryGetValue(right, out var known) || now - known.AskedOn >= AccessAge)
            access[right] = known = (now, await Cluster.MayAsync(verb, "", resource, ns, ct));
        return known.Allowed;
    }
}
