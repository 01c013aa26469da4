using Deploy.Kubernetes;
using Deploy.Operations.Errors;
using Deploy.Operations.Modules;

namespace Deploy.Operations.Maintenance.Archiving;

/// <summary>The archiver's hold on replicas, taken off where it is not to run any more.</summary>
public sealed class ArchiveHold(MaintenanceContext context)
{
    // Finalizers of a replica that ends change under one's hands; what could not be let go is looked at once more.
    private const int MostPasses = 5;

    /// <summary>Lets go of every replica that is held, also of those that were deleted and wait to be archived.</summary>
    /// <returns>How many were.</returns>
    /// <exception cref="DeployException"><c>Deploy.TimedOut</c>: some are held still.</exception>
    public async Task<int> ReleaseAsync(CancellationToken ct = default)
    {
        var archiver = new ReplicaArchiver(context);
        var released = 0;
        for (var pass = 1; ; pass++)
        {
            var left = new List<string>();
            await foreach (var pod in ReplicaPages.ListAsync(context, context.Options.Namespace, ModuleLabels.Component, ct))
            {
                if (!pod.Metadata.Finalizers.Contains(ModuleLabels.ArchiveFinalizer, StringComparer.Ordinal))
                    continue;
                try
                {
                    await archiver.ReleaseAsync(pod, ct);
                    released++;
                }
                catch (KubernetesException e) when (e.IsConflict || e.IsInvalid)
                {
                    left.Add($"{pod.Metadata.Namespace}/{pod.Metadata.Name}");
                }
            }
            if (left.Count == 0)
                return released;
            if (pass == MostPasses)
                throw new DeployException(DeployCodes.TimedOut, $"{left.Count} replicas are held for the archive still: {string.Join(", ", left.Take(10))}.", suggestion: $"Take the finalizer {ModuleLabels.ArchiveFinalizer} off them, or let StuckDeletions do it (Invoke-ModuleMaintenance StuckDeletions).");
        }
    }
}
