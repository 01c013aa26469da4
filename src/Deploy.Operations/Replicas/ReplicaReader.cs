using Deploy.Kubernetes;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Replicas;

/// <summary>
/// Lists and watches the replicas of modules. Built for thousands: pods stream from the server's cache and are dropped as soon
/// as their status is worked out; events, nodes and capacity are read only for replicas whose cause needs them.
/// </summary>
public sealed class ReplicaReader(KubernetesClient client, TimeProvider time)
{
    private readonly EvidenceReader _evidence = new(client);

    /// <summary>The replicas that a query selects, by namespace, module and name.</summary>
    /// <exception cref="DeployException">The query is not valid, or the server refuses or cannot be reached.</exception>
    public async Task<IReadOnlyList<ReplicaStatus>> ListAsync(ReplicaQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        query.Check();
        try
        {
            return await ReadAsync(query, cancellationToken);
        }
        catch (Exception error) when (error is KubernetesException or HttpRequestException)
        {
            throw FailureTranslation.Translate(error, query.Namespace ?? "all namespaces");
        }
    }

    /// <summary>One replica by its pod's name.</summary>
    /// <exception cref="DeployException">Replica.NotFound, or the server refuses or cannot be reached.</exception>
    public async Task<ReplicaStatus> GetAsync(string ns, string pod, ReplicaStateOptions? options = null, CancellationToken cancellationToken = default)
    {
        var query = new ReplicaQuery { Namespace = ns, ReplicaNames = [pod], StateOptions = options ?? ReplicaStateOptions.Default };
        var found = await ListAsync(query, cancellationToken);
        return found.FirstOrDefault(status => status.Name == pod)
            ?? throw new DeployException(ReplicaCodes.NotFound, $"There is no replica {pod} in namespace {ns}.", $"{ns}/{pod}");
    }

    /// <summary>
    /// The replicas as they are, then Synced, then every change, for ever: of the pods, and of the clock (a grace that ends).
    /// </summary>
    /// <exception cref="DeployException">The query is not valid, or the first list fails.</exception>
    public IAsyncEnumerable<ReplicaChange> WatchAsync(ReplicaQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        query.Check();
        return new ReplicaWatch(client, time, _evidence, query).RunAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<ReplicaStatus>> ReadAsync(ReplicaQuery query, CancellationToken cancellationToken)
    {
        // The ReplicaSets tell revisions; they are read while the pods stream in.
        var revisions = RevisionReader.ReadAsync(client, query.Namespace, cancellationToken);
        var now = time.GetUtcNow();
        var listing = new ReplicaListing(query, now);
        try
        {
            await FillAsync(listing, query, cancellationToken);
        }
        finally
        {
            await ((Task)revisions).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        if (query.Explain) await ExplainAsync(listing, cancellationToken);
        return listing.Finish(await revisions);
    }

    private Task FillAsync(ReplicaListing listing, ReplicaQuery query, CancellationToken cancellationToken)
    {
        var options = new ListOptions { LabelSelector = query.LabelSelector, FromCache = true };
        return query.SingleName is { } name && query.LabelSelector is null
            ? FillByNameAsync(listing, options, name, query, cancellationToken)
            : TakeAsync(listing, options, query, cancellationToken);
    }

    // A module of ours carries its name as a label, which the server selects by; others are found by looking at all. What recycling took out of
    // traffic may have lost that label with what its Service selects by; it has that of modules still.
    private async Task FillByNameAsync(ReplicaListing listing, ListOptions options, string name, ReplicaQuery query, CancellationToken cancellationToken)
    {
        await TakeAsync(listing, options with { LabelSelector = $"{ModuleLabels.Name}={name}" }, query, cancellationToken);
        await TakeAsync(listing, options with { LabelSelector = $"{ModuleLabels.Component}={ModuleLabels.ComponentModule},!{ModuleLabels.Name}" }, query, cancellationToken);
        if (listing.Count == 0)
            await TakeAsync(listing, options, query, cancellationToken);
    }

    private async Task TakeAsync(ReplicaListing listing, ListOptions options, ReplicaQuery query, CancellationToken cancellationToken)
    {
        await foreach (var pod in client.ListAsync(ReplicaResources.Pods, query.Namespace, options, cancellationToken))
            listing.Take(pod);
    }

    private async Task ExplainAsync(ReplicaListing listing, CancellationToken cancellationToken)
    {
        if (listing.Wanting.Count > 0) listing.Explain(await _evidence.ReadAsync(listing.Wanting, cancellationToken));
        foreach (var ns in listing.NamespacesToExplain)
            listing.Tell(await _evidence.ReadEventsAsync(ns, ReplicaListing.Concerns, cancellationToken));
    }
}
