namespace Deploy.LocalCluster.Controllers;

/// <summary>A loop that brings part of the cluster to its wanted state for as long as it runs.</summary>
internal interface IControlLoop
{
    /// <summary>Runs until cancelled; the caches are complete when it is called.</summary>
    Task RunAsync(CancellationToken ct);
}
