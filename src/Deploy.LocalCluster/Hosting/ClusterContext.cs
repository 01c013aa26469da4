using Deploy.Kubernetes;
using Microsoft.Extensions.Logging;

namespace Deploy.LocalCluster.Hosting;

/// <summary>What a part of the cluster gets to work with.</summary>
internal sealed class ClusterContext
{
    public required LocalClusterOptions Options { get; init; }

    /// <summary>The API, in process.</summary>
    public required ClusterConnection Connection { get; init; }

    /// <summary>Where parts that run pods register for logs and proxied requests.</summary>
    public required PodBackends PodBackends { get; init; }

    /// <summary>Where parts with an HTTP interface of their own register it.</summary>
    public required EndpointRouter Endpoints { get; init; }

    /// <summary>The address under which the endpoints are reached: the listener's, or a made-up one in process.</summary>
    public required Uri Origin { get; init; }

    /// <summary>Answers requests to the endpoints in process.</summary>
    public required HttpMessageHandler Handler { get; init; }

    public TimeProvider TimeProvider => Options.TimeProvider;

    public ILoggerFactory LoggerFactory => Options.LoggerFactory;
}
