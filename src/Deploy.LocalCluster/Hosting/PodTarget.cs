namespace Deploy.LocalCluster.Hosting;

/// <summary>A port of a pod.</summary>
internal sealed record PodTarget(string Namespace, string Name, string Uid, string NodeName, string Ip, int Port);
