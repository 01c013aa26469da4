namespace Deploy.LocalCluster.Nodes.Containers;

/// <summary>What a check decides.</summary>
internal enum ProbeKind
{
    Startup,
    Liveness,
    Readiness,
}
