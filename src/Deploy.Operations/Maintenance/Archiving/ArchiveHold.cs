using Deploy.Operations.Modules;

namespace Deploy.Operations.Maintenance.Archiving;

/// <summary>The archiver's hold on replicas, taken off where it is not to run any more.</summary>
public sealed class ArchiveHold(MaintenanceContext context)
{
    /// <summary>Lets go of every replica that is held, also of those that were deleted and wait to be archived.</summary>
    /// <returns>How many were.</returns>
    public async Task<int> ReleaseAsync(CancellationToken ct = default)
    {
        var archiver = new ReplicaArchiver(context);
        var released = 0;
        await foreach (var pod in ReplicaPages.ListAsync(context, context.Options.Namespace, ModuleLabels.Component, ct))
        {
            if (!pod.Metadata.Finalizers.Contains(ModuleLabels.ArchiveFinalizer, StringComparer.Ordinal))
                continue;
            await archiver.ReleaseAsync(pod, ct);
            released++;
        }
        return released;
    }
}
