using Deploy.Module.Connection;

namespace Deploy.Module.Commands;

/// <summary>Describes a cluster for people.</summary>
internal static class ClusterDescription
{
    public static ModuleCluster Of(ClusterSession session, string version, bool isCurrent) => new()
    {
        Name = session.Connection.Name,
        Server = session.Connection.DisplayAddress,
        Namespace = session.Namespace,
        Version = version,
        Source = session.Choice.Origin,
        IsCurrent = isCurrent,
        Kubeconfig = session.Choice.Kubeconfig,
    };
}
