using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Microsoft.Extensions.Logging;

namespace Deploy.Operations.Maintenance.Leases;

/// <summary>
/// A Kubernetes Lease that is held while a task runs and renewed meanwhile, so that two runs of it never overlap,
/// whichever machines they are on. A holder that died is succeeded when its lease has run out.
/// </summary>
internal sealed partial class HeldLease : IAsyncDisposable
{
    private readonly MaintenanceContext context;
    private readonly string name;
    private readonly CancellationTokenSource lost = new();
    private readonly CancellationTokenSource stop = new();
    private Lease lease;
    private Task renewing = Task.CompletedTask;

    private HeldLease(MaintenanceContext context, string name, Lease lease)
    {
        this.context = context;
        this.name = name;
        this.lease = lease;
    }

    /// <summary>Cancelled when somebody else has taken the lease, or it could not be renewed in time.</summary>
    public CancellationToken Lost => lost.Token;

    public static string NameOf(string task) => "deploy-" + task.ToLowerInvariant();

    /// <summary>Takes the lease; null when another holds it.</summary>
    public static async Task<HeldLease?> TryTakeAsync(MaintenanceContext context, string task, CancellationToken ct)
    {
        var (ns, name, now) = (context.Options.LeaseNamespace, NameOf(task), context.Time.GetUtcNow());
        var found = await context.Cluster.FindAsync(Resources.Leases, ns, name, ct);
        if (found is not null && IsHeld(found.Spec, now))
            return null;
        try
        {
            var taken = found is null
                ? await context.Cluster.CreateAsync(Resources.Leases, ns, New(context, name, now), cancellationToken: ct)
                : await context.Cluster.ReplaceAsync(Resources.Leases, ns, name, found with { Spec = Taken(context, found.Spec, now) }, ct);
            var held = new HeldLease(context, name, taken);
            held.renewing = held.RenewAsync();
            return held;
        }
        catch (KubernetesException e) when (e.IsConflict || e.IsAlreadyExists)
        {
            // Another run was a moment faster.
            return null;
        }
    }

    public static bool IsHeld(LeaseSpec spec, DateTimeOffset now) => !string.IsNullOrEmpty(spec.HolderIdentity)
        && spec.RenewTime is { } renewed && renewed.AddSeconds(spec.LeaseDurationSeconds ?? 0) > now;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await renewing;
        if (!lost.IsCancellationRequested)
            await ReleaseAsync();
        stop.Dispose();
        lost.Dispose();
    }

    private async Task RenewAsync()
    {
        var last = context.Time.GetUtcNow();
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(context.Options.LeaseDuration / 3, context.Time, stop.Token);
                lease = await ReplaceAsync(lease.Spec with { RenewTime = context.Time.GetUtcNow() }, stop.Token);
                last = context.Time.GetUtcNow();
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (KubernetesException e) when (!e.IsConflict && !e.IsNotFound && context.Time.GetUtcNow() - last < context.Options.LeaseDuration)
            {
                // The server may be away for a moment; the lease holds until its end.
                LogNotRenewed(context.Log, name, e.Reason);
            }
            catch (KubernetesException e)
            {
                LogLost(context.Log, name, e.Reason);
                await lost.CancelAsync();
                return;
            }
        }
    }

    private async Task ReleaseAsync()
    {
        try
        {
            await ReplaceAsync(lease.Spec with { HolderIdentity = "", RenewTime = context.Time.GetUtcNow() }, CancellationToken.None);
        }
        catch (KubernetesException e)
        {
            LogNotReleased(context.Log, name, e.Reason);
        }
    }

    private Task<Lease> ReplaceAsync(LeaseSpec spec, CancellationToken ct) =>
        context.Cluster.ReplaceAsync(Resources.Leases, context.Options.LeaseNamespace, name, lease with { Spec = spec }, ct);

    private static Lease New(MaintenanceContext context, string name, DateTimeOffset now) => new()
    {
        ApiVersion = "coordination.k8s.io/v1",
        Kind = "Lease",
        Metadata = new() { Name = name, Namespace = context.Options.LeaseNamespace },
        Spec = Taken(context, new(), now),
    };

    private static LeaseSpec Taken(MaintenanceContext context, LeaseSpec before, DateTimeOffset now) => before with
    {
        HolderIdentity = $"{context.Holder}-{Guid.NewGuid():N}",
        LeaseDurationSeconds = Math.Max(1, (int)context.Options.LeaseDuration.TotalSeconds),
        AcquireTime = now,
        RenewTime = now,
        LeaseTransitions = (before.LeaseTransitions ?? 0) + 1,
    };

    [LoggerMessage(EventId = 4111, Level = LogLevel.Warning, Message = "Lease {Lease} could not be renewed yet: {Reason}")]
    private static partial void LogNotRenewed(ILogger logger, string lease, string reason);

    [LoggerMessage(EventId = 4112, Level = LogLevel.Error, Message = "Lease {Lease} is lost: {Reason}")]
    private static partial void LogLost(ILogger logger, string lease, string reason);

    [LoggerMessage(EventId = 4113, Level = LogLevel.Information, Message = "Lease {Lease} could not be released and runs out by itself: {Reason}")]
    private static partial void LogNotReleased(ILogger logger, string lease, string reason);
}
