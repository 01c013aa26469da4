using System.Globalization;
using Deploy.Kubernetes;
using Deploy.Kubernetes.Models;
using Deploy.Operations.Maintenance.Archiving;
using Microsoft.Extensions.Logging;

namespace Deploy.Operations.Maintenance;

/// <summary>
/// A Kubernetes Lease that is held while a task runs and renewed meanwhile, so that two runs of it never overlap, whichever machines
/// they are on and whatever their clocks say. A holder that died is succeeded when its lease was seen unchanged for its duration.
/// It is the task's heartbeat too: a run that could do its work notes that in it.
/// </summary>
internal sealed partial class MaintenanceLease : IAsyncDisposable
{
    /// <summary>When a run last could do its work, by the clock of its machine. That it took the lease says nothing: it may have failed at once.</summary>
    private const string WorkedAt = "module.deploy/worked-at";

    // A process that is told to stop has a few seconds for everything.
    private static readonly TimeSpan ReleaseWithin = TimeSpan.FromSeconds(3);

    private readonly MaintenanceContext context;
    private readonly string name;
    private readonly CancellationTokenSource lost = new();
    private readonly CancellationTokenSource stop = new();
    private Lease lease;
    private long renewedAt;
    private volatile bool works;
    private Task renewing = Task.CompletedTask;

    private MaintenanceLease(MaintenanceContext context, string name, Lease lease, long sentAt) =>
        (this.context, this.name, this.lease, renewedAt) = (context, name, lease, sentAt);

    /// <summary>Cancelled when somebody else has taken the lease, and before anybody may where it cannot be renewed.</summary>
    public CancellationToken Lost => lost.Token;

    private TimeSpan Duration => context.Options.LeaseDuration;

    public static string NameOf(string task) => "deploy-" + task.ToLowerInvariant();

    /// <summary>Takes the lease; null when another holds it. One that seems to have been left is watched for as long as it lasts first.</summary>
    public static async Task<MaintenanceLease?> TryTakeAsync(MaintenanceContext context, string task, CancellationToken ct)
    {
        var (ns, name, duration) = (context.Options.LeaseNamespace, NameOf(task), context.Options.LeaseDuration);
        var observation = new LeaseObservation(context.Time);
        string? first = null;
        while (true)
        {
            var found = await context.Cluster.FindAsync(Resources.Leases, ns, name, ct);
            if (found is not null && observation.Left(found, duration) is var left && left > TimeSpan.Zero)
            {
                // Renewed before our eyes; or a moment ago, as far as two clocks agree, which would be watched in vain.
                if (first is not null && found.Metadata.ResourceVersion != first || first is null && SeemsRenewed(found.Spec, duration, context.Time.GetUtcNow()))
                    return null;
                first = found.Metadata.ResourceVersion;
                await Task.Delay(left < duration / 6 ? left : duration / 6, context.Time, ct);
                continue;
            }
            return await TryWriteAsync(context, ns, name, found, ct);
        }
    }

    /// <summary>This run can do its work: what others take for the task's heartbeat.</summary>
    public void Works() => works = true;

    /// <summary>When a run of the task last could do its work; null: none ever did.</summary>
    public static async Task<DateTimeOffset?> LastWorkedAsync(MaintenanceContext context, string task, CancellationToken ct)
    {
        var found = await context.Cluster.FindAsync(Resources.Leases, context.Options.LeaseNamespace, NameOf(task), ct);
        return found?.Metadata.Annotations.GetValueOrDefault(WorkedAt) is { } text
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await renewing;
        if (!lost.IsCancellationRequested)
            await ReleaseAsync();
        stop.Dispose();
        lost.Dispose();
    }

    // A lease of one whose clock is wrong by more than a little seems neither fresh nor old, and is watched.
    private static bool SeemsRenewed(LeaseSpec spec, TimeSpan otherwise, DateTimeOffset now)
    {
        var lasts = spec.LeaseDurationSeconds is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : otherwise;
        return spec.RenewTime is { } renewed && now - renewed < lasts && renewed - now < lasts / 3;
    }

    private static async Task<MaintenanceLease?> TryWriteAsync(MaintenanceContext context, string ns, string name, Lease? found, CancellationToken ct)
    {
        var sentAt = context.Time.GetTimestamp();
        var wanted = found is null ? New(context, name) : found with { Spec = Taken(context, found.Spec) };
        try
        {
            var taken = found is null
                ? await context.Cluster.CreateAsync(Resources.Leases, ns, wanted, cancellationToken: ct)
                : await context.Cluster.ReplaceAsync(Resources.Leases, ns, name, wanted, ct);
            var held = new MaintenanceLease(context, name, taken, sentAt);
            held.renewing = held.RenewAsync();
            return held;
        }
        catch (KubernetesException e) when (e.IsConflict || e.IsAlreadyExists)
        {
            // Another run was a moment faster.
            return null;
        }
        catch (OperationCanceledException)
        {
            // The answer was not waited for, but the lease may be written: it would keep others out for nobody.
            using var patience = new CancellationTokenSource(ReleaseWithin, context.Time);
            await new MaintenanceLease(context, name, wanted, sentAt).ReleaseWhatIsThereAsync(patience.Token);
            throw;
        }
    }

    private async Task RenewAsync()
    {
        var pause = Duration / 3;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Left() < pause ? Left() : pause, context.Time, stop.Token);
                await RenewOnceAsync();
                pause = Duration / 3;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (KubernetesException e) when (!e.IsConflict && !e.IsNotFound && Left() > TimeSpan.Zero)
            {
                // The server may be away for a moment; until others may take the lease it is ours.
                LogNotRenewed(context.Log, name, e.Reason);
                pause = Duration / 15;
            }
            catch (Exception e) when (e is KubernetesException or OperationCanceledException)
            {
                LogLost(context.Log, name, (e as KubernetesException)?.Reason ?? "it could not be renewed in time");
                await lost.CancelAsync();
                return;
            }
        }
    }

    private async Task RenewOnceAsync()
    {
        var sentAt = context.Time.GetTimestamp();
        using var deadline = new CancellationTokenSource(Left(), context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, deadline.Token);
        lease = await ReplaceAsync(lease, lease.Spec with { RenewTime = context.Time.GetUtcNow() }, either.Token);
        renewedAt = sentAt;
    }

    // How long the lease may be used still: less than others wait before they take it.
    private TimeSpan Left()
    {
        var left = LeaseObservation.Usable(Duration) - context.Time.GetElapsedTime(renewedAt);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private async Task ReleaseAsync()
    {
        using var patience = new CancellationTokenSource(ReleaseWithin, context.Time);
        try
        {
            await ReplaceAsync(lease, Released(lease.Spec), patience.Token);
        }
        catch (KubernetesException e) when (e.IsConflict)
        {
            await ReleaseWhatIsThereAsync(patience.Token);
        }
        catch (Exception e) when (e is KubernetesException or OperationCanceledException)
        {
            LogNotReleased(context.Log, name, (e as KubernetesException)?.Reason ?? "no answer");
        }
    }

    // The answer to the last write was not waited for: what it wrote is ours all the same.
    private async Task ReleaseWhatIsThereAsync(CancellationToken ct)
    {
        try
        {
            if (await context.Cluster.FindAsync(Resources.Leases, context.Options.LeaseNamespace, name, ct) is { } live && live.Spec.HolderIdentity == lease.Spec.HolderIdentity)
                await ReplaceAsync(live, Released(live.Spec), ct);
        }
        catch (Exception e) when (e is KubernetesException or OperationCanceledException)
        {
            LogNotReleased(context.Log, name, (e as KubernetesException)?.Reason ?? "no answer");
        }
    }

    private LeaseSpec Released(LeaseSpec spec) => spec with { HolderIdentity = "", RenewTime = context.Time.GetUtcNow() };

    private Task<Lease> ReplaceAsync(Lease live, LeaseSpec spec, CancellationToken ct)
    {
        var metadata = live.Metadata;
        if (works)
        {
            metadata = metadata with
            {
                Annotations = new Dictionary<string, string>(metadata.Annotations, StringComparer.Ordinal)
                {
                    [WorkedAt] = context.Time.GetUtcNow().UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
                },
            };
        }
        return context.Cluster.ReplaceAsync(Resources.Leases, context.Options.LeaseNamespace, name, live with { Metadata = metadata, Spec = spec }, ct);
    }

    private static Lease New(MaintenanceContext context, string name) => new()
    {
        ApiVersion = "coordination.k8s.io/v1",
        Kind = "Lease",
        Metadata = new() { Name = name, Namespace = context.Options.LeaseNamespace },
        Spec = Taken(context, new()),
    };

    private static LeaseSpec Taken(MaintenanceContext context, LeaseSpec before)
    {
        var now = context.Time.GetUtcNow();
        return before with
        {
            HolderIdentity = $"{context.Holder}-{Guid.NewGuid():N}",
            LeaseDurationSeconds = Math.Max(1, (int)Math.Ceiling(context.Options.LeaseDuration.TotalSeconds)),
            AcquireTime = now,
            RenewTime = now,
            LeaseTransitions = (before.LeaseTransitions ?? 0) + 1,
        };
    }

    [LoggerMessage(EventId = 4111, Level = LogLevel.Warning, Message = "Lease {Lease} could not be renewed yet: {Reason}")]
    private static partial void LogNotRenewed(ILogger logger, string lease, string reason);

    [LoggerMessage(EventId = 4112, Level = LogLevel.Error, Message = "Lease {Lease} is lost: {Reason}")]
    private static partial void LogLost(ILogger logger, string lease, string reason);

    [LoggerMessage(EventId = 4113, Level = LogLevel.Information, Message = "Lease {Lease} could not be released and runs out by itself: {Reason}")]
    private static partial void LogNotReleased(ILogger logger, string lease, string reason);
}

/// <summary>Whether the archiver lives, as its lease tells.</summary>
internal static class ArchiverHeartbeat
{
    /// <summary>When it last could do its work; null: never.</summary>
    public static Task<DateTimeOffset?> ReadAsync(MaintenanceContext context, CancellationToken ct) =>
        MaintenanceLease.LastWorkedAsync(context, ArchiveDiagnostics.TaskName, ct);

    public static async Task<bool> IsDeadAsync(MaintenanceContext context, DateTimeOffset now, CancellationToken ct) =>
        await ReadAsync(context, ct) is not { } last || now - last > context.Options.Archive.DeadAfter;
}
