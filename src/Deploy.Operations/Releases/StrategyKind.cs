namespace Deploy.Operations.Releases;

/// <summary>How a release rolls over the replicas.</summary>
public enum StrategyKind
{
    /// <summary>The kind's own rolling update; no Deployment replica leaves before its successor is ready.</summary>
    Rolling,

    /// <summary>In batches that wait for each other and can pause.</summary>
    Batched,

    /// <summary>The new set starts beside the old one; traffic moves when it answers. Deployments only.</summary>
    Safe,
}
