using Deploy.Kubernetes;
using Deploy.Operations.Maintenance;
using Deploy.Operations.Maintenance.Archiving;
using Deploy.Storage;

namespace Deploy.Operations.Releases;

/// <summary>Keeps the diagnostics of replicas that a release takes away in the store's archive, where the timers keep theirs.</summary>
public static class ReleaseArchive
{
    /// <summary>What <see cref="ReleaseEnvironment.Archive"/> takes.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="store">Opens the store when the first replica is archived; null where there is none: then nothing is kept.</param>
    /// <param name="time">The clock.</param>
    public static Func<string, string, string, CancellationToken, Task> To(KubernetesClient client, Func<CancellationToken, Task<BlobStore?>> store, TimeProvider time)
    {
        Task<BlobStore?>? opening = null;
        return async (ns, name, reason, cancellationToken) =>
        {
            if (opening is null or { IsCompleted: true, IsCompletedSuccessfully: false })
                opening = store(cancellationToken);
            if (await opening is { } found && await client.FindAsync(Resources.Pods, ns, name, cancellationToken) is { } pod)
                await new ReplicaArchiver(new MaintenanceContext(client, found, null, time)).ArchiveAsync(pod, reason, time.GetUtcNow(), cancellationToken);
        };
    }
}
