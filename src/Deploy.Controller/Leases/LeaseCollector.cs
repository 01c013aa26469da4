using Deploy.Controller.Nodes;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Microsoft.Extensions.Logging;

namespace Deploy.Controller.Leases;

/// <summary>
/// Removes the leases of bases that died long ago. A base that fell silent may come back with all that it had, so what is
/// known to be a controller's there is kept for a while; a controller that was killed between a node and its lease leaves one too.
/// </summary>
internal sealed partial class LeaseCollector(KubernetesClient client, string environment, BaseTiming timing, TimeProvider time, ILogger logger)
{
    private static readonly ListOptions OfBases = new() { LabelSelector = $"{BaseLabels.Component}=vnode-lease" };

    /// <summary>Collects now and then until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(timing.LeaseSweep, time);
        do
            await GuardedCollectAsync(cancellationToken);
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private async Task GuardedCollectAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var lease in client.ListAsync(Resources.Leases, BaseLease.Namespace, OfBases, cancellationToken))
                if (IsLongPast(lease) && await client.FindAsync(Resources.Nodes, null, lease.Metadata.Name, cancellationToken) is null)
                    await CollectAsync(lease, cancellationToken);
        }
        catch (KubernetesException e)
        {
            LogNotCollected(logger, e);
        }
    }

    private bool IsLongPast(Lease lease) =>
        BaseNode.IdentityOf(lease.Metadata.Name, environment) is not null && (lease.Spec.RenewTime ?? lease.Metadata.CreationTimestamp) + timing.LeaseRetention < time.GetUtcNow();

    private async Task CollectAsync(Lease lease, CancellationToken cancellationToken)
    {
        try
        {
            await client.DeleteAsync(Resources.Leases, BaseLease.Namespace, lease.Metadata.Name, new DeleteOptions { Uid = lease.Metadata.Uid, ResourceVersion = lease.Metadata.ResourceVersion }, cancellationToken);
            LogCollected(logger, lease.Metadata.Name);
        }
        catch (KubernetesException e) when (e.IsNotFound || e.IsConflict)
        {
            LogLeaseTaken(logger, lease.Metadata.Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The lease of {Node} is removed: its base died long ago.")]
    private static partial void LogCollected(ILogger logger, string node);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The lease of {Node} is gone or in use again.")]
    private static partial void LogLeaseTaken(ILogger logger, string node);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Leases of dead bases could not be looked through; trying again later.")]
    private static partial void LogNotCollected(ILogger logger, Exception error);
}
