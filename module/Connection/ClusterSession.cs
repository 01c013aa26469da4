using Deploy.Kubernetes;
using Microsoft.Extensions.Logging;

namespace Deploy.Module.Connection;

/// <summary>One command's line to its cluster.</summary>
internal sealed class ClusterSession : IDisposable
{
    private ClusterSession(ClusterChoice choice, ClusterConnection connection, string ns, KubernetesClient client)
    {
        Choice = choice;
        Connection = connection;
        Namespace = ns;
        Client = client;
    }

    public ClusterChoice Choice { get; }

    public ClusterConnection Connection { get; }

    /// <summary>The namespace that the command works in.</summary>
    public string Namespace { get; }

    public KubernetesClient Client { get; }

    /// <summary>Opens a line; the server is not asked yet.</summary>
    /// <exception cref="KubeConfigException">The kubeconfig is broken.</exception>
    public static ClusterSession Open(IReadOnlyList<string> kubeconfig, string? context, string? ns, ILogger log)
    {
        var choice = ClusterSelection.Choose(kubeconfig, context);
        return Open(choice with { Namespace = ns ?? choice.Namespace }, log);
    }

    /// <summary>Opens a line to a chosen cluster; the server is not asked yet.</summary>
    public static ClusterSession Open(ClusterChoice choice, ILogger log)
    {
        var connection = choice.Connect();
        var client = new KubernetesClient(connection, new KubernetesClientOptions { Logger = log });
        return new ClusterSession(choice, connection, choice.Namespace ?? connection.Namespace, client);
    }

    /// <summary>What a question or -WhatIf calls an object: with its namespace and cluster.</summary>
    public string Describe(string kind, string name) => $"{kind} {name} in namespace {Namespace} of cluster {Connection.Name}";

    public void Dispose() => Client.Dispose();
}
