using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Microsoft.Extensions.Logging;

namespace Deploy.LocalCluster.Controllers.Events;

/// <summary>Removes events one hour after they last happened, as the real store's lease does.</summary>
internal sealed partial class EventExpiry(ControlContext context) : IControlLoop
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(5);

    public async Task RunAsync(CancellationToken ct)
    {
        while (true)
        {
            await Task.Delay(Period, context.Time, ct);
            try
            {
                await SweepAsync(ct);
            }
            catch (KubernetesException failure)
            {
                NotSwept(context.Logger, failure.Reason);
            }
        }
    }

    private async Task SweepAsync(CancellationToken ct)
    {
        var oldest = context.Time.GetUtcNow() - Lifetime;
        var expired = new List<Event>();
        await foreach (var item in context.Client.ListAsync(Resources.Events, null, cancellationToken: ct))
        {
            if ((item.LastTimestamp ?? item.EventTime ?? item.Metadata.CreationTimestamp) < oldest)
                expired.Add(item);
        }

        foreach (var item in expired)
        {
            try
            {
                await context.Client.DeleteAsync(Resources.Events, item.Metadata.Namespace, item.Metadata.Name, new() { Uid = item.Metadata.Uid }, ct);
            }
            catch (KubernetesException failure) when (failure.IsNotFound)
            {
                // As wanted.
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Old events were not removed: {Cause}")]
    private static partial void NotSwept(ILogger logger, string cause);
}
