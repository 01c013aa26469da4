namespace Deploy.LocalCluster.Hosting;

/// <summary>Something that runs beside the API as its client: control loops, nodes, bases, a blob endpoint.</summary>
internal interface IClusterPart : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Returns when the part does its work; it goes on doing it until it is disposed.</summary>
    Task StartAsync(ClusterContext context, CancellationToken ct);
}
