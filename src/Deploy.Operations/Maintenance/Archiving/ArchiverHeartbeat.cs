using Deploy.Kubernetes;
using Deploy.Operations.Maintenance.Leases;

namespace Deploy.Operations.Maintenance.Archiving;

/// <summary>When the archiver last ran, as its lease tells.</summary>
internal static class ArchiverHeartbeat
{
    /// <summary>Null when it never ran.</summary>
    public static async Task<DateTimeOffset?> ReadAsync(MaintenanceContext context, CancellationToken ct)
    {
        var lease = await context.Cluster.FindAsync(
            Resources.Leases, context.Options.LeaseNamespace, HeldLease.NameOf(ArchiveDiagnostics.TaskName), ct);
        return lease?.Spec.RenewTime;
    }

    public static async Task<bool> IsDeadAsync(MaintenanceContext context, DateTimeOffset now, CancellationToken ct) =>
        await ReadAsync(context, ct) is not { } last || now - last > context.Options.Archive.DeadAfter;
}
